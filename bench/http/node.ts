import { createServer, type ServerResponse } from 'node:http';
import { toNode } from '@authbeat/server/node';
import { API_HEADERS } from '../fixture.ts';
import { listen, sessionRequests, type Target } from './target.ts';

function respond(response: ServerResponse, account: string): void {
  const body = JSON.stringify({ account });
  response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', body.length);
  response.end(body);
}

export const NODE_TARGETS: readonly Target[] = [
  {
    name: 'node:http',
    async start(fixture) {
      const filter = toNode(fixture.authbeat).endpoints();
      const server = createServer((request, response) => {
        void filter(request, response, () => {
          for (const [name, value] of API_HEADERS) response.setHeader(name, value);
          respond(response, 'alice');
        });
      });
      return { port: await listen(server), requests: await sessionRequests(fixture) };
    },
  },
  {
    name: 'node:http + Authbeat api()',
    baseline: 'node:http',
    async start(fixture) {
      const { endpoints, api } = toNode(fixture.authbeat);
      const [filter, guard] = [endpoints(), api()];
      const server = createServer((request, response) => {
        void filter(request, response, () => {
          void guard(request, response, () => respond(response, 'alice'));
        });
      });
      return { port: await listen(server), requests: await sessionRequests(fixture) };
    },
  },
];
