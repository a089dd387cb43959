import { randomUUID } from 'node:crypto';
import { decodeToken } from '@authbeat/core';
import { describe, expect, it } from 'vitest';
import type { AuthbeatOptions } from '../../src/index.ts';
import { bearer, exchangeForm, refusalOf, startApp, type TestApp } from '../support/app.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { FORGE_APP, ForgeSite } from '../support/forge-site.ts';
import { Prover } from '../support/prover.ts';
import { wrapStore } from '../support/wrap-store.ts';

async function startForge(
  options: Partial<AuthbeatOptions> = {},
): Promise<{ app: TestApp; site: ForgeSite }> {
  const app = await startApp({ forge: { appId: FORGE_APP }, ...options });
  return { app, site: new ForgeSite(app) };
}

const call = async (app: TestApp, session: string): Promise<string> => {
  const response = await app.get('/api/me', bearer(session));
  return response.status === 200 ? 'admitted' : refusalOf(response);
};

/** The id and the end of the session that an exchange has given. */
async function sessionOf(response: Response): Promise<readonly unknown[]> {
  const { access_token: token } = (await response.json()) as { access_token: string };
  const { sid, exp } = decodeToken(token).claims;
  return [sid, exp];
}

describe('the exchange of an invocation token', () => {
  it('gives a session, which api() admits with the signed context', async () => {
    const { app, site } = await startForge();
    const response = await site.exchange(await site.token());
    expect(response.status).toBe(200);
    const { access_token: token, ...rest } = (await response.json()) as Record<string, string>;
    expect(rest).toEqual({
      token_type: 'Bearer',
      expires_in: 900,
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    });
    const { installationId } = site;
    expect(await (await app.get('/api/me', bearer(token ?? ''))).json()).toMatchObject({
      principal: {
        kind: 'session',
        platform: 'forge',
        tenantId: installationId,
        installationId,
        environment: 'production',
        accountId: 'alice',
        context: { jira: { issue: { key: 'AB-1' } } },
      },
    });
    expect(app.events).toContainEqual({ type: 'session_began', installationId });
  });

  it('gives a session that is admitted, whatever the length and the script of its context', async () => {
    const { app, site } = await startForge();
    for (const text of ['', 'x', '課'].flatMap((script) => [
      script,
      script.repeat(1950),
      script.repeat(3000),
    ])) {
      const context = { extension: { issue: { key: 'AB-1' }, config: text } };
      expect(await call(app, await site.signIn({ context }))).toBe('admitted');
    }
  });

  it('gives the same session with the same end for the same token', async () => {
    const { app, site } = await startForge();
    const token = await site.token();
    const first = await sessionOf(await site.exchange(token));
    app.clock.pass(20);
    const again = await site.exchange(token);
    expect(await again.clone().json()).toMatchObject({ expires_in: 880 });
    expect(await sessionOf(again)).toEqual(first);
    expect(await sessionOf(await site.exchange(await site.token()))).not.toEqual(first);
  });

  it('reports each exchange of one token, because nothing is stored of the session', async () => {
    const { app, site } = await startForge();
    const token = await site.token();
    await site.exchange(token);
    await site.exchange(token);
    const { installationId } = site;
    const event = { type: 'session_began', installationId };
    expect(app.events.filter(({ type }) => type === event.type)).toEqual([event, event]);
  });

  it('gives a session that lives at least as long as the token', async () => {
    const { app, site } = await startForge({ sessionLifetime: 5 });
    const token = await site.token();
    app.clock.pass(20);
    expect(await (await site.exchange(token)).json()).toMatchObject({ expires_in: 5 });
    app.clock.pass(4.5);
    expect(await refusalOf(await site.exchange(token))).toBe('401 host_token_expired');
  });

  it('needs an empty body, so that no form says something else', async () => {
    const { app, site } = await startForge();
    const token = await site.token();
    const form = new URLSearchParams(exchangeForm(token));
    expect(await refusalOf(await site.exchange(token, { body: form }))).toBe('400 request_malformed');
    expect(await refusalOf(await app.post('/authbeat/session', exchangeForm(token)))).toBe(
      '401 host_token_invalid',
    );
  });

  it('stays a mistake where the app is not on Forge', async () => {
    const app = await startApp();
    const site = new ForgeSite(app);
    expect(await refusalOf(await site.exchange(await site.token()))).toBe('400 request_malformed');
  });

  it('gives a session that is bound to a key, with a proof', async () => {
    const { app, site } = await startForge({ senderConstrained: 'required' });
    const token = await site.token();
    expect(await refusalOf(await site.exchange(token))).toBe('401 proof_invalid');
    const prover = await Prover.create(app);
    const prove = async () => ({
      headers: { dpop: await prover.prove('POST', '/authbeat/session', undefined) },
    });
    const challenge = await site.exchange(token, await prove());
    prover.nonce = challenge.headers.get('dpop-nonce') ?? '';
    const response = await site.exchange(token, await prove());
    const { access_token: session, token_type: type } = (await response.json()) as Record<string, string>;
    expect(type).toBe('DPoP');
    expect((await prover.call('GET', '/api/me', session ?? '')).status).toBe(200);
    expect(await call(app, session ?? '')).toBe('401 session_invalid');
  });

  it('asks the store, also on a node that has not heard of an uninstall', async () => {
    const store = memoryStore();
    const { app, site } = await startForge({ store: wrapStore(store, { watch: () => () => undefined }) });
    const token = await site.token();
    const session = await site.signIn();
    const record = await store.readTenant(site.installationId);
    if (!record) throw new Error('The installation has no record.');
    const version = record.version + 1;
    await store.writeTenant({ ...record, version, installed: false, uninstalledAt: 9e9 }, record.version);
    expect(await call(app, session)).toBe('admitted');
    expect(await refusalOf(await site.exchange(token))).toBe('401 host_token_invalid');
    expect(await call(app, session)).toBe('401 session_revoked');
  });

  it('is limited for each account', async () => {
    const { site } = await startForge({ limits: { exchange: { burst: 1, perMinute: 1 } } });
    const token = await site.token();
    await site.exchange(token);
    expect(await refusalOf(await site.exchange(token))).toBe('429 too_many_requests');
    expect((await site.exchange(await site.token({ accountId: 'bob' }))).status).toBe(200);
  });
});

describe('a session of a Forge installation', () => {
  it('is extended by heartbeats and gives tickets', async () => {
    const { app, site } = await startForge();
    const session = await site.signIn();
    app.clock.pass(600);
    const response = await app.post('/authbeat/heartbeat', {}, bearer(session));
    const { access_token: next } = (await response.json()) as { access_token: string };
    app.clock.pass(600);
    expect([await call(app, session), await call(app, next)]).toEqual(['401 session_expired', 'admitted']);
    const issued = await app.post('/authbeat/ticket', { url: '/api/export.csv' }, bearer(next));
    const { url } = (await issued.json()) as { url: string };
    expect(await (await app.get(url)).json()).toMatchObject({
      principal: { kind: 'ticket', tenantId: site.installationId, platform: 'forge' },
    });
  });

  it('ends with a sign-out, and its token gives no other one', async () => {
    const { app, site } = await startForge();
    const token = await site.token();
    const response = await site.exchange(token);
    const { access_token: session } = (await response.json()) as { access_token: string };
    const headers = bearer(session);
    expect((await fetch(`${app.baseUrl}/authbeat/session`, { method: 'DELETE', headers })).status).toBe(204);
    expect(await call(app, session)).toBe('401 session_revoked');
    expect(await refusalOf(await site.exchange(token))).toBe('401 session_revoked');
    app.clock.pass(1);
    expect(await call(app, await site.signIn())).toBe('admitted');
  });

  it.each<[string, (app: TestApp, site: ForgeSite) => Promise<void>]>([
    [
      'the account is revoked',
      async ({ authbeat }, { installationId }) =>
        authbeat.revokeAccount({ clientKey: installationId, accountId: 'alice' }),
    ],
    [
      'the tenant is revoked',
      async ({ authbeat }, { installationId }) => authbeat.revokeTenant(installationId),
    ],
  ])('ends when %s, and the token that began it gives no other one', async (_, revoke) => {
    const { app, site } = await startForge();
    const token = await site.token();
    const session = await site.signIn();
    await revoke(app, site);
    expect(await call(app, session)).toBe('401 session_revoked');
    expect(await refusalOf(await site.exchange(token))).toBe('401 session_revoked');
  });

  it('ends when the server no longer admits its environment', async () => {
    const shared = { store: memoryStore(), sessionKeys: ['k'.repeat(20) + randomUUID()], audience: 'my-app' };
    const { app, site } = await startForge({
      ...shared,
      forge: { appId: FORGE_APP, environments: ['development', 'production'] },
    });
    const session = await site.signIn({ environment: 'development' });
    expect(await call(app, session)).toBe('admitted');
    const { app: next } = await startForge(shared);
    expect(await call(next, session)).toBe('401 session_revoked');
    const headers = bearer(session);
    expect(await refusalOf(await next.post('/authbeat/heartbeat', {}, headers))).toBe('401 session_revoked');
    const { app: other } = await startForge({
      ...shared,
      forge: { appId: FORGE_APP, environments: ['development'] },
    });
    expect(await call(other, session)).toBe('admitted');
  });

  it('ends when the installation gets another link', async () => {
    const { app, site } = await startForge();
    await app.installedSite('tenant-a');
    const session = await site.signIn();
    const { installationId } = site;
    await app.authbeat.linkInstallation({ installationId, clientKey: 'tenant-a' });
    expect(await call(app, session)).toBe('401 session_revoked');
    const linked = await site.signIn();
    expect(await call(app, linked)).toBe('admitted');
    await app.authbeat.unlinkInstallation(installationId);
    expect(await call(app, linked)).toBe('401 session_revoked');
  });
});

describe('a tenant on its way from Connect to Forge', () => {
  async function startBoth() {
    const { app, site: forge } = await startForge();
    const connect = await app.installedSite('tenant-a');
    await app.authbeat.linkInstallation({ installationId: forge.installationId, clientKey: 'tenant-a' });
    const sessions = [await app.signIn(connect), await forge.signIn(), await app.signIn(connect, 'bob')];
    const callAll = async () => Promise.all(sessions.map(async (session) => call(app, session)));
    return { app, connect, forge, sessions, callAll };
  }

  it('has one tenantId in both', async () => {
    const { app, sessions } = await startBoth();
    for (const session of sessions)
      expect(await (await app.get('/api/me', bearer(session))).json()).toMatchObject({
        principal: { tenantId: 'tenant-a', clientKey: 'tenant-a' },
      });
  });

  it.each([0, 1])('ends the sessions of both when the user signs out of one (%i)', async (index) => {
    const { app, sessions, callAll } = await startBoth();
    const headers = bearer(sessions[index] ?? '');
    await fetch(`${app.baseUrl}/authbeat/session`, { method: 'DELETE', headers });
    expect(await callAll()).toEqual(['401 session_revoked', '401 session_revoked', 'admitted']);
  });

  it.each([
    ['the tenant', () => 'tenant-a'],
    ['the installation', (forge: ForgeSite) => forge.installationId],
  ])('has the sessions of both revoked by one call that names %s', async (_, nameOf) => {
    const { app, forge, callAll } = await startBoth();
    const clientKey = nameOf(forge);
    await app.authbeat.revokeAccount({ clientKey, accountId: 'alice' });
    expect(await callAll()).toEqual(['401 session_revoked', '401 session_revoked', 'admitted']);
    await app.authbeat.revokeTenant(clientKey);
    expect(new Set(await callAll())).toEqual(new Set(['401 session_revoked']));
  });
});
