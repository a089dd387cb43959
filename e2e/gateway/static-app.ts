import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { AppPlace, UnchangedApp } from './apps.ts';

const DESCRIPTOR = {
  key: 'static-site',
  name: 'Static site',
  authentication: { type: 'jwt' },
  apiMigrations: { 'signed-install': true, 'context-qsh': true },
  lifecycle: { installed: '/installed', uninstalled: '/uninstalled' },
  scopes: ['READ'],
  modules: {
    jiraIssueContents: [
      {
        key: 'foo',
        name: { value: 'Foo' },
        tooltip: { value: 'Show Foo' },
        icon: { width: 24, height: 24, url: '/icon.svg' },
        target: { type: 'web_panel', url: '/foo.html' },
      },
    ],
  },
};

/** Files, and a REST API that knows nothing of Atlassian: it reads the gateway's assertions with an ordinary library. */
export const STATIC_SITE: UnchangedApp = {
  async start({ port, baseUrl, bridgeUrl }) {
    const api = createApi(baseUrl, port);
    const page = await readFile(new URL('foo.html', import.meta.url), 'utf8');
    const server = createServer((request, response) => {
      const [path] = (request.url ?? '').split('?');
      const send = (type: string, body: string): void => {
        response.writeHead(200, { 'content-type': type }).end(body);
      };
      if (path === '/atlassian-connect.json')
        send('application/json', JSON.stringify({ ...DESCRIPTOR, baseUrl }));
      else if (path === '/foo.html')
        send('text/html; charset=utf-8', page.replace('${atlassianConnectAllJsUrl}', bridgeUrl));
      else if (path === '/installed' || path === '/uninstalled') response.writeHead(204).end();
      else if (path === '/api/me') void api(request, response);
      else response.writeHead(404).end();
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return {
      async close() {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  },
  leeway: 0,
  identity: 'assertion',
};

type Api = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function createApi(baseUrl: AppPlace['baseUrl'], port: number): Api {
  const keys = createRemoteJWKSet(new URL(`${baseUrl}/authbeat/jwks.json`));
  const expected = { issuer: baseUrl, audience: `http://127.0.0.1:${port}` };
  return async (request, response) => {
    try {
      const { payload } = await jwtVerify(String(request.headers['x-authbeat-assertion']), keys, expected);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ account: payload.sub, tenant: payload['tenant'] }));
    } catch {
      response.writeHead(401).end();
    }
  };
}
