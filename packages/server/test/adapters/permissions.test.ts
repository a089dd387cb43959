import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import express from 'express';
import express4 from 'express4';
import fastify from 'fastify';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toExpress } from '../../src/adapters/express.ts';
import { toFastify } from '../../src/adapters/fastify.ts';
import { toFetch } from '../../src/adapters/fetch.ts';
import { toHono } from '../../src/adapters/hono.ts';
import { toNode } from '../../src/adapters/node.ts';
import type { Authbeat, Principal } from '../../src/index.ts';
import { bearer, startApp } from '../support/app.ts';
import { listen } from '../support/listen.ts';
import { startRestHost } from '../support/rest-host.ts';

const ADMIN = { global: ['ADMINISTER'] };
type Responder = (request: Request) => Promise<Response>;

/** Each serves `/guarded` behind `api()` and the permission, and `/alone` behind the permission alone. */
const FRAMEWORKS: Readonly<Record<string, (authbeat: Authbeat) => Promise<Responder>>> = {
  node: async (authbeat) => {
    const { api, permission } = toNode(authbeat);
    const [guard, isAdmin] = [api(), permission(ADMIN)];
    const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      if (request.url === '/guarded' && !(await guard(request, response))) return;
      const principal = await isAdmin(request, response);
      if (principal) response.end(principal.accountId);
    };
    return listenFor(createServer((request, response) => void serve(request, response)));
  },
  Express: async (authbeat) => listenFor(createServer(serveExpress(express(), authbeat))),
  'Express 4': async (authbeat) =>
    listenFor(createServer(serveExpress(express4() as express.Express, authbeat))),
  Fastify: async (authbeat) => {
    const { api, permission } = toFastify(authbeat);
    const app = fastify();
    const respond = (request: { authbeat: Principal }): string => request.authbeat.accountId ?? '';
    app.get('/guarded', { onRequest: [api(), permission(ADMIN)] }, respond);
    app.get('/alone', { onRequest: permission(ADMIN) }, respond);
    await app.ready();
    return async (request) => {
      const { statusCode, body } = await app.inject({
        url: new URL(request.url).pathname,
        headers: Object.fromEntries(request.headers),
      });
      return new Response(body, { status: statusCode });
    };
  },
  Hono: async (authbeat) => {
    const { api, permission } = toHono(authbeat);
    const app = new Hono();
    app.get('/guarded', api(), permission(ADMIN), (c) => c.text(c.get('authbeat').accountId ?? ''));
    app.get('/alone', permission(ADMIN), (c) => c.text(c.get('authbeat').accountId ?? ''));
    return listenFor(createAdaptorServer({ fetch: app.fetch }) as ReturnType<typeof createServer>);
  },
  fetch: async (authbeat) => {
    const { api, permission } = toFetch(authbeat);
    const handler = permission(ADMIN)((_request, principal) => new Response(principal.accountId));
    const guarded = api()(handler);
    return async (request) =>
      request.url.endsWith('/guarded')
        ? guarded(request)
        : handler(request, undefined as unknown as Principal);
  },
};

function serveExpress(app: express.Express, authbeat: Authbeat): express.Express {
  const { api, permission } = toExpress(authbeat);
  app.get(
    '/guarded',
    api(),
    permission(ADMIN),
    (request, response) => void response.send(request.authbeat.accountId),
  );
  app.get('/alone', permission(ADMIN), (_request, response) => void response.send('admitted'));
  return app;
}

async function listenFor(server: ReturnType<typeof createServer>): Promise<Responder> {
  const listening = await listen(server);
  onTestFinished(async () => listening.close());
  return async (request) =>
    fetch(listening.origin + new URL(request.url).pathname, { headers: request.headers });
}

describe.each(Object.entries(FRAMEWORKS))('permission() in %s', (_name, serve) => {
  it('admits whom the host grants it to, refuses the others, and all that no guard has admitted', async () => {
    const rest = await startRestHost(({ body }) => ({
      body: { globalPermissions: body.includes('"alice"') ? ['ADMINISTER'] : [] },
    }));
    const app = await startApp();
    const site = await app.installedSite('tenant-a', rest.origin);
    const respond = await serve(app.authbeat);
    const get = async (path: string, account?: string): Promise<string> => {
      const headers = account === undefined ? {} : bearer(await app.signIn(site, account));
      const response = await respond(new Request(`http://app.example${path}`, { headers }));
      const body = await response.text();
      return `${response.status} ${body.startsWith('{') ? (JSON.parse(body) as { code: string }).code : body}`;
    };
    expect(await get('/guarded', 'alice')).toBe('200 alice');
    expect(await get('/guarded', 'bob')).toBe('403 permission_missing');
    expect(await get('/guarded')).toBe('401 session_missing');
    expect(await get('/alone', 'alice')).toBe('503 unavailable');
  });
});
