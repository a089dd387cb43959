import { describe, expect, it } from 'vitest';
import { toFetch } from '../../src/adapters/fetch.ts';
import { describeAdapter } from '../../src/testing/index.ts';
import { authbeatForTest, lenient, PRINCIPAL } from './support.ts';
import { serve } from './apps/fetch.ts';

describeAdapter('Fetch', { serve }, { describe, it });

describe('toFetch', () => {
  const headers = { 'cache-control': 'no-store', vary: 'Authorization' };
  const request = new Request('https://app.example.com/api/me');

  it('passes on the other arguments of a framework', async () => {
    const { authbeat } = await authbeatForTest();
    const get = toFetch(lenient(authbeat)).api()(
      (_request, { accountId }, { params }: { params: { id: string } }) =>
        Response.json([accountId, params.id]),
    );
    expect(await (await get(request, { params: { id: '7' } })).json()).toEqual([PRINCIPAL.accountId, '7']);
  });

  it("adds a guard's headers to a copy: responses may be immutable, and may be shared", async () => {
    const { authbeat } = await authbeatForTest();
    const { api } = toFetch(lenient(authbeat, { headers: { ...headers, 'set-cookie': 'a=1' } }));
    const shared = new Response(null, { status: 204, headers: { vary: 'Accept', 'set-cookie': 'b=2' } });
    for (const own of [shared, Response.redirect('https://app.example.com/')]) {
      const before = [...own.headers];
      const response = await api()(() => own)(request);
      expect(response.status).toBe(own.status);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('vary')).toMatch(own === shared ? /^Accept, Auth/ : /^Auth/);
      expect(response.headers.getSetCookie()).toContain('a=1');
      expect([...own.headers]).toEqual(before);
    }
  });

  it('returns a network error unchanged', async () => {
    const { authbeat } = await authbeatForTest();
    const error = Response.error();
    expect(await toFetch(lenient(authbeat, { headers })).api()(() => error)(request)).toBe(error);
  });

  it('responds when the body is locked by another reader', async () => {
    const { authbeat, tenant } = await authbeatForTest();
    const exchange = new Request('https://app.example.com/authbeat/session', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: tenant.exchangeForm(),
    });
    exchange.body?.getReader();
    expect((await toFetch(authbeat).endpoints()(exchange))?.status).toBe(503);
  });

  it('leaves errors of the app to the framework', async () => {
    const { authbeat } = await authbeatForTest();
    const failing = toFetch(lenient(authbeat)).api()(() => Promise.reject(new Error('the app failed')));
    await expect(failing(request)).rejects.toThrow('the app failed');
  });
});
