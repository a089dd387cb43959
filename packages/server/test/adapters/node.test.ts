import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { describe, it } from 'vitest';
import { toNode } from '../../src/adapters/node.ts';
import { describeAdapter, type AppPlan, type RunningApp } from '../../src/testing/index.ts';
import { listen } from './support.ts';

async function serve(plan: AppPlan): Promise<RunningApp> {
  const { endpoints, page, api } = toNode(plan.authbeat, plan.options);
  const guards = { page: page(), api: api() };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(plan.headersInFront)) response.setHeader(name, value);
    if (plan.parser === 'drain') await buffer(request);
    if (await endpoints(request, response)) return;
    const local = request.url?.startsWith(plan.prefix) === true ? request.url.slice(plan.prefix.length) : '';
    const name = /^\/(page|api)\//.exec(local)?.[1] as 'page' | 'api' | undefined;
    if (!name) {
      response.writeHead(404).end();
      return;
    }
    const principal = await guards[name](request, response);
    if (!principal) return;
    const { headers = {}, body } = plan.handler({
      principal,
      body: plan.parser === 'none' ? await text(request) : '',
    });
    response.writeHead(200, headers).end(body);
  };
  return listen(
    createServer((request, response) => {
      answer(request, response).catch(() => response.writeHead(500).end());
    }),
  );
}

describeAdapter('node:http', { serve }, { describe, it });
