import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { describe, it } from 'vitest';
import { toFetch } from '../../src/adapters/fetch.ts';
import { describeAdapter, type AppPlan, type RunningApp } from '../../src/testing/index.ts';
import { listen } from './support.ts';

async function serve(plan: AppPlan): Promise<RunningApp> {
  const { endpoints, page, api } = toFetch(plan.authbeat, plan.options);
  const handler = async (request: Request, principal: Parameters<AppPlan['handler']>[0]['principal']) => {
    const { body, headers = {} } = plan.handler({
      principal,
      body: plan.parser === 'none' ? await request.text() : '',
    });
    return new Response(body, { headers });
  };
  const guarded = { page: page()(handler), api: api()(handler) };

  const answer = async (request: Request): Promise<Response> => {
    if (plan.parser === 'drain') await request.arrayBuffer();
    const own = await endpoints(request);
    if (own) return own;
    const { pathname } = new URL(request.url);
    const local = pathname.startsWith(plan.prefix) ? pathname.slice(plan.prefix.length) : '';
    const name = /^\/(page|api)\//.exec(local)?.[1] as 'page' | 'api' | undefined;
    return name ? guarded[name](request) : new Response(null, { status: 404 });
  };
  const inFront = async (request: Request): Promise<Response> => {
    const response = await answer(request).catch(() => new Response(null, { status: 500 }));
    for (const [name, value] of Object.entries(plan.headersInFront)) response.headers.append(name, value);
    return response;
  };
  return listen(createAdaptorServer({ fetch: inFront }) as Server);
}

describeAdapter('Fetch', { serve }, { describe, it });
