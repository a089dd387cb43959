import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../src/stores/memory.ts';
import { bearer, exchangeForm, refusalOf, SECRET_CONTENT, startApp } from '../support/app.ts';

describe('POST /authbeat/session', () => {
  it('exchanges a context token for a session, as RFC 8693 says', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const response = await app.post('/authbeat/session', exchangeForm(site.context()));
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 900,
    });
  });

  it('gives the session the account and the context of the host token', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const response = await app.get('/api/me', bearer(await app.signIn(site)));
    expect(await response.json()).toEqual({
      content: SECRET_CONTENT,
      principal: {
        kind: 'session',
        clientKey: site.clientKey,
        platform: 'connect',
        tenantId: 'tenant-a',
        hostBaseUrl: site.url,
        accountId: 'alice',
        context: { jira: { issue: { id: '1', key: 'AB-1' }, project: { id: '2', key: 'AB' } } },
        sessionId: expect.any(String),
      },
    });
  });

  it('exchanges one context token as often as hosts hand it out', async () => {
    const app = await startApp();
    const token = (await app.installedSite()).context();
    for (let time = 0; time < 3; time += 1) {
      expect((await app.post('/authbeat/session', exchangeForm(token))).status).toBe(200);
    }
  });

  it.each([
    [{ grant_type: 'password' }, '400 request_malformed'],
    [{ subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' }, '400 request_malformed'],
    [{ subject_token: '' }, '401 host_token_invalid'],
    [{ subject_token: 'a.b.c' }, '401 host_token_invalid'],
  ])('refuses %j', async (part, expected) => {
    const app = await startApp();
    const site = await app.installedSite();
    const response = await app.post('/authbeat/session', { ...exchangeForm(site.context()), ...part });
    expect(await refusalOf(response)).toBe(expected);
  });

  it('names a subject token that is refused as RFC 8693 says, and all others as RFC 6750 says', async () => {
    const app = await startApp();
    const errorOf = async (response: Response): Promise<unknown> =>
      ((await response.json()) as { error: string }).error;
    expect(await errorOf(await app.post('/authbeat/session', exchangeForm('a.b.c')))).toBe('invalid_request');
    expect(await errorOf(await app.post('/authbeat/heartbeat', {}, bearer('a.b.c')))).toBe('invalid_token');
    expect(await errorOf(await app.get('/ace/me', { authorization: 'JWT a.b.c' }))).toBe('invalid_token');
    const form = { ...exchangeForm('a.b.c'), grant_type: 'password' };
    expect(await errorOf(await app.post('/authbeat/session', form))).toBe('unsupported_grant_type');
  });

  it('responds to an unknown tenant as to a wrong signature', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const responses = await Promise.all(
      [app.site('stranger').context(), site.context({ secret: 'x'.repeat(64) })].map(async (token) => {
        const response = await app.post('/authbeat/session', exchangeForm(token));
        const headers = Object.fromEntries(response.headers);
        return { status: response.status, body: await response.text(), headers: { ...headers, date: '' } };
      }),
    );
    expect(responses[0]).toEqual(responses[1]);
  });
});

describe('POST /authbeat/heartbeat', () => {
  it('extends a session until the last host proof is too old', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    let token = await app.signIn(site);
    for (let minutes = 10; minutes < 60; minutes += 10) {
      app.clock.pass(600);
      const response = await app.post('/authbeat/heartbeat', {}, bearer(token));
      expect(response.status).toBe(200);
      ({ access_token: token } = (await response.json()) as { access_token: string });
      expect((await app.get('/api/me', bearer(token))).status).toBe(200);
    }
    app.clock.pass(600);
    expect(await refusalOf(await app.post('/authbeat/heartbeat', {}, bearer(token)))).toBe(
      '401 host_proof_required',
    );
    expect((await app.post('/authbeat/session', exchangeForm(site.context()))).status).toBe(200);
  });

  it('counts from now when the clock of the host is ahead', async () => {
    const app = await startApp({ hostProofMaxAge: 500, leeway: 10 });
    const site = await app.installedSite();
    const issuedAt = Math.floor(app.clock.now() / 1000) + 9;
    const early = site.context({ claims: { iat: issuedAt, exp: issuedAt + 900 } });
    const response = await app.post('/authbeat/session', exchangeForm(early));
    const { access_token: token } = (await response.json()) as { access_token: string };
    app.clock.pass(511);
    expect(await refusalOf(await app.post('/authbeat/heartbeat', {}, bearer(token)))).toBe(
      '401 host_proof_required',
    );
  });

  it('counts from when the host issued the context token, not from when it was exchanged', async () => {
    const app = await startApp({ hostProofMaxAge: 1000 });
    const site = await app.installedSite();
    const old = site.context();
    app.clock.pass(800);
    const response = await app.post('/authbeat/session', exchangeForm(old));
    const { access_token: token } = (await response.json()) as { access_token: string };
    app.clock.pass(201);
    expect(await refusalOf(await app.post('/authbeat/heartbeat', {}, bearer(token)))).toBe(
      '401 host_proof_required',
    );
  });

  it('refuses a session that has expired', async () => {
    const app = await startApp();
    const token = await app.signIn(await app.installedSite());
    app.clock.pass(901);
    expect(await refusalOf(await app.post('/authbeat/heartbeat', {}, bearer(token)))).toBe(
      '401 session_expired',
    );
  });
});

describe('DELETE /authbeat/session', () => {
  it('ends that session, and with it every token of it, but no other', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const [ended, other] = [await app.signIn(site), await app.signIn(site)];
    const extended = await app.post('/authbeat/heartbeat', {}, bearer(ended));
    const { access_token: sibling } = (await extended.json()) as { access_token: string };
    const response = await fetch(`${app.baseUrl}/authbeat/session`, {
      method: 'DELETE',
      headers: bearer(ended),
    });
    expect(response.status).toBe(204);
    for (const token of [ended, sibling]) {
      expect(await refusalOf(await app.get('/api/me', bearer(token)))).toBe('401 session_revoked');
      expect(await refusalOf(await app.post('/authbeat/heartbeat', {}, bearer(token)))).toBe(
        '401 session_revoked',
      );
    }
    expect((await app.get('/api/me', bearer(other))).status).toBe(200);
  });
});

describe('POST /authbeat/ticket', () => {
  it('asks the store whether the tenant still has the app, even when the tenant is in memory', async () => {
    const store = memoryStore();
    const readTenant = store.readTenant.bind(store);
    // No change arrives here, as on a node that was cut off from the store.
    const app = await startApp({ store: Object.assign(store, { watch: () => () => undefined }) });
    const site = await app.installedSite();
    const token = await app.signIn(site);
    const record = await readTenant(site.clientKey);
    if (!record) throw new Error('The tenant is not installed.');
    const uninstalled = { ...record, version: record.version + 1, installed: false, generation: 1 };
    await store.writeTenant(uninstalled, record.version);
    expect((await app.get('/api/me', bearer(token))).status).toBe(200);
    const response = await app.post('/authbeat/ticket', { url: '/api/me' }, bearer(token));
    expect(await refusalOf(response)).toBe('401 session_revoked');
  });

  it('opens one API resource once, on GET', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const token = await app.signIn(site);
    const response = await app.post('/authbeat/ticket', { url: '/api/export.csv?year=2026' }, bearer(token));
    const { url, expires_in: expiresIn } = (await response.json()) as { url: string; expires_in: number };
    expect(expiresIn).toBe(30);
    expect(url).toMatch(/^\/api\/export\.csv\?year=2026&authbeat_ticket=/);
    expect(await refusalOf(await app.get(url.replace('2026', '2025')))).toBe('401 ticket_invalid');
    expect(await refusalOf(await app.post(url, {}))).toBe('401 ticket_invalid');
    expect((await app.get(url)).status).toBe(200);
    expect(await refusalOf(await app.get(url))).toBe('401 ticket_invalid');
  });

  it('expires', async () => {
    const app = await startApp();
    const token = await app.signIn(await app.installedSite());
    const response = await app.post('/authbeat/ticket', { url: '/api/a' }, bearer(token));
    const { url } = (await response.json()) as { url: string };
    app.clock.pass(31);
    expect(await refusalOf(await app.get(url))).toBe('401 ticket_invalid');
  });

  it('opens no page, and ends with its session', async () => {
    const app = await startApp();
    const token = await app.signIn(await app.installedSite());
    const issue = async (url: string): Promise<string> => {
      const response = await app.post('/authbeat/ticket', { url }, bearer(token));
      return ((await response.json()) as { url: string }).url;
    };
    expect((await app.get(await issue('/foo.html'))).status).toBe(401);
    const url = await issue('/api/a');
    await fetch(`${app.baseUrl}/authbeat/session`, { method: 'DELETE', headers: bearer(token) });
    expect(await refusalOf(await app.get(url))).toBe('401 ticket_invalid');
  });
});
