import { toHono } from '@authbeat/server/hono';
import { serve } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { jwt } from 'hono/jwt';
import { API_HEADERS } from '../fixture.ts';
import { peerRequests, sessionRequests, type Target } from './target.ts';

async function listen(app: Hono): Promise<number> {
  return new Promise((resolve) => {
    serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
  });
}

function meWithHeaders(c: Context): Response {
  for (const [name, value] of API_HEADERS) c.header(name, value);
  return c.json({ account: 'alice' });
}

export const HONO_TARGETS: readonly Target[] = [
  {
    name: 'Hono',
    async start(fixture) {
      const app = new Hono();
      app.use(toHono(fixture.authbeat).endpoints());
      app.get('/api/me', meWithHeaders);
      return { port: await listen(app), requests: await sessionRequests(fixture) };
    },
  },
  {
    name: 'Hono + Authbeat api()',
    baseline: 'Hono',
    async start(fixture) {
      const { endpoints, api } = toHono(fixture.authbeat);
      const app = new Hono();
      app.use(endpoints());
      app.get('/api/me', api(), (c) => c.json({ account: 'alice' }));
      return { port: await listen(app), requests: await sessionRequests(fixture) };
    },
  },
  {
    name: 'Hono + jwt()',
    baseline: 'Hono',
    async start(fixture) {
      const app = new Hono();
      app.get('/api/me', jwt({ secret: fixture.secret, alg: 'HS256' }), meWithHeaders);
      return { port: await listen(app), requests: peerRequests(fixture) };
    },
  },
];
