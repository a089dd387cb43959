import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { describe, expect, it } from 'vitest';
import { toFetch } from '../../src/adapters/fetch.ts';
import type { Principal } from '../../src/index.ts';
import { describeAdapter, type AppPlan, type RunningApp } from '../../src/testing/index.ts';
import { authbeatForTest, lenient, listen, SOMEBODY } from './support.ts';

async function serve(plan: AppPlan): Promise<RunningApp> {
  const { endpoints, page, api, webhook, shell } = toFetch(plan.authbeat, plan.options);
  const handler = async (request: Request, principal?: Principal) => {
    const { body, headers = {} } = plan.handler({
      ...(principal && { principal }),
      body: plan.parser === 'none' ? await request.text() : '',
    });
    return new Response(body, { headers });
  };
  const guarded = {
    page: page()(handler),
    api: api()(handler),
    webhook: webhook()(handler),
    shell: shell()((request: Request) => handler(request)),
  };

  const answer = async (request: Request): Promise<Response> => {
    if (plan.parser === 'drain') await request.arrayBuffer();
    const own = await endpoints(request);
    if (own) return own;
    const { pathname } = new URL(request.url);
    const local = pathname.startsWith(plan.prefix) ? pathname.slice(plan.prefix.length) : '';
    const name = /^\/(page|api|webhook|shell)\//.exec(local)?.[1] as keyof typeof guarded | undefined;
    return name ? guarded[name](request) : new Response(null, { status: 404 });
  };
  const inFront = async (request: Request): Promise<Response> => {
    const response = await answer(request).catch(() => new Response(null, { status: 500 }));
    for (const [name, value] of Object.entries(plan.headersInFront)) response.headers.append(name, value);
    return response;
  };
  return listen(createAdaptorServer({ fetch: inFront, overrideGlobalObjects: false }) as Server);
}

describeAdapter('Fetch', { serve }, { describe, it });

describe('toFetch', () => {
  const headers = { 'cache-control': 'no-store', vary: 'Authorization' };
  const request = new Request('https://app.example.com/api/me');

  it('hands on what a framework passes along with the request', async () => {
    const { authbeat } = await authbeatForTest();
    const get = toFetch(lenient(authbeat)).api()(
      (_request, { accountId }, { params }: { params: { id: string } }) =>
        Response.json([accountId, params.id]),
    );
    expect(await (await get(request, { params: { id: '7' } })).json()).toEqual([SOMEBODY.accountId, '7']);
  });

  it("adds a guard's headers to a copy: responses may be immutable, and may be shared", async () => {
    const { authbeat } = await authbeatForTest();
    const { api } = toFetch(lenient(authbeat, { headers: { ...headers, 'set-cookie': 'a=1' } }));
    const shared = new Response(null, { status: 204, headers: { vary: 'Accept', 'set-cookie': 'b=2' } });
    for (const response of [shared, Response.redirect('https://app.example.com/')]) {
      const before = [...response.headers];
      const answer = await api()(() => response)(request);
      expect(answer.status).toBe(response.status);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('vary')).toMatch(response === shared ? /^Accept, Auth/ : /^Auth/);
      expect(answer.headers.getSetCookie()).toContain('a=1');
      expect([...response.headers]).toEqual(before);
    }
  });

  it('leaves responses alone that are none', async () => {
    const { authbeat } = await authbeatForTest();
    const error = Response.error();
    expect(await toFetch(lenient(authbeat, { headers })).api()(() => error)(request)).toBe(error);
  });

  it('answers a body that somebody else is reading', async () => {
    const { authbeat, tenant } = await authbeatForTest();
    const exchange = new Request('https://app.example.com/authbeat/session', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: tenant.exchangeForm(),
    });
    exchange.body?.getReader();
    expect((await toFetch(authbeat).endpoints(exchange))?.status).toBe(503);
  });

  it('leaves failures of the app to the framework', async () => {
    const { authbeat } = await authbeatForTest();
    const failing = toFetch(lenient(authbeat)).api()(() => Promise.reject(new Error('the app failed')));
    await expect(failing(request)).rejects.toThrow('the app failed');
  });
});
