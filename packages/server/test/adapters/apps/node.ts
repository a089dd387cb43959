import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { toNode } from '../../../src/adapters/node.ts';
import type { AppPlan, RunningApp } from '../../../src/testing/index.ts';
import { listen } from '../support.ts';

export async function serve(plan: AppPlan): Promise<RunningApp> {
  const { endpoints, page, api, webhook, shell } = toNode(plan.authbeat, plan.options);
  const respond = endpoints();
  const guards = { page: page(), api: api(), webhook: webhook() };
  const guardShell = shell();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(plan.headersInFront)) response.setHeader(name, value);
    if (plan.parser === 'drain') await buffer(request);
    if (await respond(request, response)) return;
    const local = request.url?.startsWith(plan.prefix) === true ? request.url.slice(plan.prefix.length) : '';
    const name = /^\/(page|api|webhook|shell)\//.exec(local)?.[1] as
      keyof typeof guards | 'shell' | undefined;
    if (!name) {
      response.writeHead(404).end();
      return;
    }
    if (name === 'shell' && (await guardShell(request, response))) return;
    const principal = name === 'shell' ? undefined : await guards[name](request, response);
    if (name !== 'shell' && !principal) return;
    const {
      status = 200,
      headers = {},
      body,
    } = plan.handler({
      ...(principal && { principal }),
      body: plan.parser === 'none' ? await text(request) : '',
    });
    response.writeHead(status, headers).end(body);
  };
  return listen(
    createServer((request, response) => {
      handle(request, response).catch(() => response.writeHead(500).end());
    }),
  );
}
