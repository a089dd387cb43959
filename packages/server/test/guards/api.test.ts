import { describe, expect, it } from 'vitest';
import type { Principal } from '../../src/index.ts';
import { bearer, exchangeForm, refusalOf, startApp, type TestApp } from '../support/app.ts';

describe('api()', () => {
  it('refuses a request without a session in the form of RFC 6750', async () => {
    const app = await startApp();
    const response = await app.get('/api/me');
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="authbeat"');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('vary')).toBe('Authorization, Cookie');
    expect(await response.json()).toEqual({
      error: 'invalid_token',
      error_description: 'The request has no session token. Exchange a context token for one.',
      code: 'session_missing',
      docs: 'https://authbeat.dev/refusals/session_missing/',
    });
  });

  it('links to the documentation that was configured, at endpoints too', async () => {
    const app = await startApp({ docsUrl: 'https://docs.example.com/auth/' });
    for (const response of [await app.get('/api/me'), await app.get('/authbeat/session')])
      expect(await response.json()).toMatchObject({
        docs: expect.stringMatching(/^https:\/\/docs\.example\.com\/auth\/refusals\/[a-z_]+\/$/) as string,
      });
  });

  it('refuses an expired session', async () => {
    const app = await startApp();
    const token = await app.signIn(await app.installedSite());
    app.clock.pass(901);
    const response = await app.get('/api/me', bearer(token));
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="authbeat", error="invalid_token", error_description="The session has expired. Exchange a context token for a new one."',
    );
    expect(await refusalOf(response)).toBe('401 session_expired');
  });

  it('bears the clock of another node for the leeway, both ways', async () => {
    const app = await startApp({ leeway: 10 });
    const token = await app.signIn(await app.installedSite());
    app.clock.pass(-10);
    expect((await app.get('/api/me', bearer(token))).status).toBe(200);
    app.clock.pass(919);
    expect((await app.get('/api/me', bearer(token))).status).toBe(200);
    app.clock.pass(1);
    expect((await app.get('/api/me', bearer(token))).status).toBe(401);
    app.clock.pass(-931);
    expect((await app.get('/api/me', bearer(token))).status).toBe(401);
  });

  it('verifies sessions of a key that has been rotated, and no longer once that key is gone', async () => {
    const app = await startApp();
    const token = await app.signIn(await app.installedSite());
    const fresh = 'w8Zk3-another-key-0123456789-abcdefghijklmn';
    const judge = async (sessionKeys: readonly string[]): Promise<boolean> => {
      const { createAuthbeat } = await import('../../src/index.ts');
      const { memoryStore } = await import('../../src/stores/memory.ts');
      const store = memoryStore();
      const node = createAuthbeat({
        appKey: 'issue-panel',
        baseUrl: app.baseUrl,
        sessionKeys,
        store,
        now: () => app.clock.now(),
      });
      await node.open();
      await store.writeTenant(
        {
          clientKey: 'tenant-a',
          version: 1,
          installed: true,
          enabled: true,
          generation: 0,
          baseUrl: 'https://tenant-a.atlassian.net',
          secret: 's',
          lastEventAt: 0,
          details: {},
        },
        0,
      );
      const verdict = await node.api()({
        method: 'GET',
        url: '/api/me',
        header: (name) => bearer(token)[name],
        body: async () => ({ state: 'aborted' }),
      });
      return verdict.admitted;
    };
    expect(await judge([fresh, app.sessionKey])).toBe(true);
    expect(await judge([fresh])).toBe(false);
  });
});

describe("api({ accept: ['session', 'context'] })", () => {
  it('admits the host’s context token, for apps that move from ACE', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const response = await app.get('/ace/me', { authorization: `JWT ${site.context()}` });
    expect(await response.json()).toMatchObject({
      principal: { kind: 'context', accountId: 'alice', context: { jira: { issue: { key: 'AB-1' } } } },
    });
  });

  it('does not admit the token of a URL, which may have leaked', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const token = site.bound('GET', '/ace/me');
    expect(await refusalOf(await app.get('/ace/me', { authorization: `JWT ${token}` }))).toBe(
      '401 host_token_invalid',
    );
    expect(await refusalOf(await app.get(site.iframe('/ace/me')))).toBe('401 session_invalid');
  });
});

describe('api() that accepts context tokens only', () => {
  it('refuses sessions and their tickets, as host tokens that are not accepted', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const session = await app.signIn(site);
    const guard = app.authbeat.api({ accept: ['context'] });
    const call = async (url: string, authorization?: string) =>
      guard({
        method: 'GET',
        url,
        header: (name) => (name === 'authorization' ? authorization : undefined),
        body: async () => ({ state: 'aborted' }),
      });
    const issued = await app.post('/authbeat/ticket', { url: '/api/me' }, bearer(session));
    const { url } = (await issued.json()) as { url: string };
    const refused = (code: string) => ({
      admitted: false,
      response: { status: 401, body: expect.stringContaining(`"code":"${code}"`) as string },
    });
    expect(await call('/api/me', `JWT ${site.context()}`)).toMatchObject({ admitted: true });
    expect(await call(url)).toMatchObject(refused('host_token_invalid'));
    expect(await call('/api/me', `Bearer ${session}`)).toMatchObject(refused('host_token_invalid'));
    expect(await call('/api/me')).toMatchObject(refused('session_missing'));
  });
});

/** A session in a cookie, and the name by which a page means it. */
async function beginCookieSession(app: TestApp): Promise<{ session: string; cookie: string }> {
  const site = await app.installedSite();
  const exchanged = await app.post('/authbeat/session', exchangeForm(site.context()));
  const { session } = (await exchanged.json()) as { session: string };
  const [cookie = ''] = (exchanged.headers.get('set-cookie') ?? '').split(';');
  return { session, cookie };
}

describe('api() with a kind that there is not', () => {
  it.each([[[]], [['sesion']], [['session', 'iframe']]])('throws for invalid options: %j', async (accept) => {
    const { authbeat } = await startApp();
    expect(() => authbeat.api({ accept: accept as [] })).toThrow(
      '`accept` must list "session", "context" or both',
    );
  });
});

describe('sessions in cookies', () => {
  const own = { 'sec-fetch-site': 'same-origin' };

  it('are kept from scripts and partitioned, one for each tenant and account', async () => {
    const app = await startApp({ transport: 'cookie' });
    const [a, b] = [await app.installedSite('a'), await app.installedSite('b')];
    const response = await app.post('/authbeat/session', exchangeForm(a.context()));
    const { session, ...rest } = (await response.json()) as { session: string };
    expect(rest).toEqual({
      token_type: 'N_A',
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      expires_in: 900,
    });
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^__Host-authbeat-[\w-]{16}=[\w.-]+; Path=\/; Max-Age=900; Secure; HttpOnly; SameSite=None; Partitioned$/,
    );
    expect(cookie).toContain(session);
    const other = await app.post('/authbeat/session', exchangeForm(b.context()));
    expect(((await other.json()) as { session: string }).session).not.toBe(session);
  });

  it('admit, are extended and end, for a page that names its session', async () => {
    const app = await startApp({ transport: 'cookie' });
    const { session, cookie } = await beginCookieSession(app);
    const headers = { ...own, cookie, 'x-authbeat-session': session };
    const response = await app.get('/api/me', headers);
    const { principal } = (await response.json()) as { principal: Principal };
    expect([principal.accountId, principal.context]).toEqual(['alice', {}]);
    const extended = await app.post('/authbeat/heartbeat', {}, headers);
    expect(extended.headers.get('set-cookie')).toContain(session);
    const ended = await fetch(`${app.baseUrl}/authbeat/session`, { method: 'DELETE', headers });
    expect(ended.headers.get('set-cookie')).toContain('Max-Age=0');
    expect(await refusalOf(await app.get('/api/me', headers))).toBe('401 session_revoked');
  });

  it.each<[string, Record<string, string>, string]>([
    ['no header that names the session', { 'x-authbeat-session': '' }, '400 request_malformed'],
    ['a request from another site', { 'sec-fetch-site': 'cross-site' }, '400 request_malformed'],
    ['a request from a sibling of the same site', { 'sec-fetch-site': 'same-site' }, '400 request_malformed'],
    ['the origin of another site', { origin: 'https://evil.example' }, '400 request_malformed'],
  ])('refuse %s', async (_name, change, expected) => {
    const app = await startApp({ transport: 'cookie' });
    const { session, cookie } = await beginCookieSession(app);
    const headers = { ...own, cookie, 'x-authbeat-session': session, ...change };
    expect(await refusalOf(await app.get('/api/me', headers))).toBe(expected);
  });

  it('refuse a request without an origin', async () => {
    const app = await startApp({ transport: 'cookie' });
    const { session, cookie } = await beginCookieSession(app);
    const headers = { cookie, 'x-authbeat-session': session };
    expect(await refusalOf(await app.get('/api/me', headers))).toBe('400 request_malformed');
    expect((await app.get('/api/me', { ...headers, origin: app.baseUrl })).status).toBe(200);
  });

  it('refuse a name of another form, and two cookies of one name', async () => {
    const app = await startApp({ transport: 'cookie' });
    const { session, cookie } = await beginCookieSession(app);
    const refusalWith = async (headers: Record<string, string>): Promise<string> =>
      refusalOf(await app.get('/api/me', { ...own, cookie, 'x-authbeat-session': session, ...headers }));
    expect(await refusalWith({ 'x-authbeat-session': `${session}=` })).toBe('400 request_malformed');
    expect(await refusalWith({ cookie: `${cookie}; ${cookie}` })).toBe('400 request_malformed');
  });

  it('do not admit the same token as a bearer', async () => {
    const app = await startApp({ transport: 'cookie' });
    const site = await app.installedSite();
    const exchanged = await app.post('/authbeat/session', exchangeForm(site.context()));
    const token = /=([\w.-]+);/.exec(exchanged.headers.get('set-cookie') ?? '')?.[1] ?? '';
    expect(await refusalOf(await app.get('/api/me', bearer(token)))).toBe('401 session_invalid');
  });
});
