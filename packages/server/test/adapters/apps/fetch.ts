import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { toFetch } from '../../../src/adapters/fetch.ts';
import type { Principal } from '../../../src/index.ts';
import type { AppPlan, RunningApp } from '../../../src/testing/index.ts';
import { listen } from '../support.ts';

export async function serve(plan: AppPlan): Promise<RunningApp> {
  const { endpoints, page, api, webhook, shell } = toFetch(plan.authbeat, plan.options);
  const handler = async (request: Request, principal?: Principal) => {
    const { body, ...init } = plan.handler({
      ...(principal && { principal }),
      body: plan.parser === 'none' ? await request.text() : '',
    });
    return new Response(body, init);
  };
  const guarded = {
    page: page()(handler),
    api: api()(handler),
    webhook: webhook()(handler),
    shell: shell()((request: Request) => handler(request)),
  };

  const respond = endpoints();
  const handle = async (request: Request): Promise<Response> => {
    if (plan.parser === 'drain') await request.arrayBuffer();
    const own = await respond(request);
    if (own) return own;
    const { pathname } = new URL(request.url);
    const local = pathname.startsWith(plan.prefix) ? pathname.slice(plan.prefix.length) : '';
    const name = /^\/(page|api|webhook|shell)\//.exec(local)?.[1] as keyof typeof guarded | undefined;
    return name ? guarded[name](request) : new Response(null, { status: 404 });
  };
  const inFront = async (request: Request): Promise<Response> => {
    const response = await handle(request).catch(() => new Response(null, { status: 500 }));
    for (const [name, value] of Object.entries(plan.headersInFront)) response.headers.append(name, value);
    return response;
  };
  return listen(createAdaptorServer({ fetch: inFront, overrideGlobalObjects: false }) as Server);
}
