import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { describe, expect, it } from 'vitest';
import { toHono } from '../../src/adapters/hono.ts';
import { describeAdapter, type AppPlan, type RunningApp } from '../../src/testing/index.ts';
import { authbeatForTest, lenient, listen, SOMEBODY } from './support.ts';

const PARSERS: Readonly<Record<string, MiddlewareHandler>> = {
  'c.req.text': async (c, next) => {
    await c.req.text();
    await next();
  },
  'c.req.parseBody and c.req.json': async (c, next) => {
    const isJson = c.req.header('content-type')?.includes('json');
    await (isJson ? c.req.json() : c.req.parseBody());
    await next();
  },
  'c.req.formData and c.req.blob': async (c, next) => {
    const isForm = c.req.header('content-type')?.includes('form');
    await (isForm ? c.req.formData() : c.req.blob());
    await next();
  },
  drain: async (c, next) => {
    await c.req.raw.arrayBuffer();
    await next();
  },
};

async function serve(plan: AppPlan): Promise<RunningApp> {
  const { endpoints, ...guards } = toHono(plan.authbeat, plan.options);
  const app = new Hono();
  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(plan.headersInFront)) c.header(name, value);
    await next();
  });
  const parser = PARSERS[plan.parser];
  if (parser) app.use(parser);
  app.use(endpoints);
  const mounted = app.basePath(plan.prefix || '/');
  for (const name of ['page', 'api', 'webhook', 'shell'] as const) {
    mounted.all(`/${name}/*`, guards[name](), async (c) => {
      const body = plan.parser === 'none' ? await c.req.text() : '';
      const answer = plan.handler({ principal: c.get('authbeat'), body });
      return c.body(answer.body, 200, { ...answer.headers });
    });
  }
  app.onError((_error, c) => c.text('Internal Server Error', 500));
  return listen(createAdaptorServer({ fetch: app.fetch }) as Server);
}

describe('toHono', () => {
  const headers = { 'cache-control': 'no-store', vary: 'Authorization' };

  it('answers requests without a server', async () => {
    const { authbeat, tenant } = await authbeatForTest();
    const { endpoints, page } = toHono(authbeat);
    const app = new Hono().use(endpoints).get('/page/*', page(), (c) => c.json(c.get('authbeat')));
    const exchange = await app.request('/authbeat/session', {
      method: 'POST',
      body: new URLSearchParams(tenant.exchangeForm()),
    });
    const { access_token: token } = (await exchange.json()) as { access_token: string };
    const signOut = { method: 'DELETE', headers: { authorization: `Bearer ${token}` } };
    expect((await app.request('/authbeat/session', signOut)).status).toBe(204);
    expect(await (await app.request(tenant.iframe('/page/foo'))).json()).toMatchObject({ kind: 'iframe' });
    expect((await app.request('/page/foo')).status).toBe(401);
  });

  it("adds a guard's headers to whatever the app answers", async () => {
    const { authbeat } = await authbeatForTest();
    const app = new Hono().use(toHono(lenient(authbeat, { headers })).api());
    app.get('/own', () => new Response('own', { headers: { vary: 'Accept' } }));
    app.get('/redirect', () => Response.redirect('https://app.example.com/'));
    app.get('/fails', () => {
      throw new Error('the app failed');
    });
    app.onError((_error, c) => c.text(c.get('authbeat' as never) === SOMEBODY ? 'known' : 'unknown', 500));
    for (const [path, status] of Object.entries({ own: 200, redirect: 302, fails: 500, missing: 404 })) {
      const answer = await app.request(`/${path}`);
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('vary')).toBe(path === 'own' ? 'Accept, Authorization' : 'Authorization');
    }
  });

  it('gets along with the CORS middleware in front', async () => {
    const { authbeat } = await authbeatForTest();
    const app = new Hono().use(cors({ origin: 'https://a.example' })).use(toHono(authbeat).api());
    const answer = await app.request('/api/me', { headers: { origin: 'https://a.example' } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://a.example');
    expect(answer.headers.get('vary')).toMatch(/Origin/);
  });
});

// Comes last: the server of Hono replaces `Response` by one that takes more.
describeAdapter(
  'Hono',
  { serve, parsers: Object.keys(PARSERS).filter((parser) => parser !== 'drain') },
  { describe, it },
);
