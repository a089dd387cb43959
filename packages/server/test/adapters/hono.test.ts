import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { describe, expect, it } from 'vitest';
import { toHono } from '../../src/adapters/hono.ts';
import { describeAdapter } from '../../src/testing/index.ts';
import { authbeatForTest, lenient, PRINCIPAL } from './support.ts';
import { PARSERS, serve } from './apps/hono.ts';

describe('toHono', () => {
  const headers = { 'cache-control': 'no-store', vary: 'Authorization' };

  it('responds without a server', async () => {
    const { authbeat, tenant } = await authbeatForTest();
    const { endpoints, page } = toHono(authbeat);
    const app = new Hono().use(endpoints()).get('/page/*', page(), (c) => c.json(c.get('authbeat')));
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

  it("adds a guard's headers to every response of the app", async () => {
    const { authbeat } = await authbeatForTest();
    const app = new Hono().use(toHono(lenient(authbeat, { headers })).api());
    app.get('/own', () => new Response('own', { headers: { vary: 'Accept' } }));
    app.get('/redirect', () => Response.redirect('https://app.example.com/'));
    app.get('/fails', () => {
      throw new Error('the app failed');
    });
    app.onError((_error, c) => c.text(c.get('authbeat' as never) === PRINCIPAL ? 'known' : 'unknown', 500));
    for (const [path, status] of Object.entries({ own: 200, redirect: 302, fails: 500, missing: 404 })) {
      const response = await app.request(`/${path}`);
      expect([path, response.status]).toEqual([path, status]);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('vary')).toBe(path === 'own' ? 'Accept, Authorization' : 'Authorization');
    }
  });

  it('leaves a header to the handler that sets it, and replaces one that an earlier middleware has set', async () => {
    const { authbeat } = await authbeatForTest();
    const app = new Hono();
    for (const [path, touch] of Object.entries({ prepared: false, touched: true })) {
      app.use(`/${path}/*`, async (c, next) => {
        if (touch) c.res.headers.set('x-touched', 'yes');
        c.header('cache-control', 'public');
        await next();
      });
    }
    app.use(toHono(lenient(authbeat, { headers })).api());
    app.get('/:path/left', (c) => c.text('left'));
    app.get('/:path/raw', () => new Response('raw'));
    app.get('/:path/own', (c) => {
      c.header('cache-control', 'private');
      return c.text('own');
    });
    for (const path of ['prepared', 'touched']) {
      expect((await app.request(`/${path}/left`)).headers.get('cache-control')).toBe('no-store');
      expect((await app.request(`/${path}/raw`)).headers.get('cache-control')).toBe('no-store');
      expect((await app.request(`/${path}/own`)).headers.get('cache-control')).toBe('private');
    }
  });

  it('works behind the CORS middleware', async () => {
    const { authbeat } = await authbeatForTest();
    const app = new Hono().use(cors({ origin: 'https://a.example' })).use(toHono(authbeat).api());
    const response = await app.request('/api/me', { headers: { origin: 'https://a.example' } });
    expect(response.status).toBe(401);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://a.example');
    expect(response.headers.get('vary')).toMatch(/Origin/);
  });
});

// Comes last: the server of Hono replaces `Response` by one that takes more.
describeAdapter(
  'Hono',
  { serve, parsers: Object.keys(PARSERS).filter((parser) => parser !== 'drain') },
  { describe, it },
);
