import { describe, expect, it } from 'vitest';
import { createAuthbeat, type Authbeat, type Change, type Store } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { bearer, exchangeForm, refusalOf, startApp, type TestApp } from '../support/app.ts';
import { wrapStore } from '../support/wrap-store.ts';

/** A connection to a store that can be cut: no result comes through, and no change. */
function createConnection(shared: Store): { store: Store; cut(): void; restore(): void } {
  let isCut = false;
  const listeners = new Set<(change: Change) => void>();
  const unlessCut = async <T>(call: () => Promise<T>): Promise<T> => {
    if (isCut) throw new Error('unreachable');
    return call();
  };
  const store = wrapStore(shared, {
    readTenant: (clientKey) => unlessCut(() => shared.readTenant(clientKey)),
    writeTenant: (tenant, expected) => unlessCut(() => shared.writeTenant(tenant, expected)),
    consumeOnce: (key, expiresAtMs) => unlessCut(() => shared.consumeOnce(key, expiresAtMs)),
    readEntries: (keys) => unlessCut(() => shared.readEntries(keys)),
    writeEntry: (entry, expected) => unlessCut(() => shared.writeEntry(entry, expected)),
    watch: (listener) => {
      listeners.add(listener);
      return shared.watch((change) => {
        if (!isCut) listener(change);
      });
    },
  });
  return {
    store,
    cut() {
      isCut = true;
    },
    restore() {
      isCut = false;
      for (const listener of listeners) listener({ kind: 'gap' });
    },
  };
}

/** Another node of the app. */
async function startNode(app: TestApp, store: Store): Promise<Authbeat> {
  const { baseUrl, sessionKey, clock } = app;
  const sessionKeys = [sessionKey];
  const node = createAuthbeat({
    appKey: 'issue-panel',
    baseUrl,
    sessionKeys,
    store,
    now: () => clock.now(),
    leeway: 0,
  });
  await node.open();
  return node;
}

async function beat(node: Authbeat, session: string): Promise<string> {
  const response = await node.handle({
    method: 'POST',
    url: '/authbeat/heartbeat',
    header: (name) => (name === 'authorization' ? `Bearer ${session}` : undefined),
    body: async () => ({ state: 'aborted' }),
  });
  const body = JSON.parse(response?.body ?? '') as { access_token?: string; code?: string };
  return body.access_token ?? body.code ?? '';
}

describe('revoking', () => {
  it('an account ends all of its sessions, until there is a new host proof', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const oldProof = site.context();
    const [alice, bob] = [await app.signIn(site, 'alice'), await app.signIn(site, 'bob')];
    app.clock.pass(1);
    await app.authbeat.revokeAccount({ clientKey: site.clientKey, accountId: 'alice' });
    expect(await refusalOf(await app.get('/api/me', bearer(alice)))).toBe('401 session_revoked');
    expect((await app.get('/api/me', bearer(bob))).status).toBe(200);
    expect(await refusalOf(await app.post('/authbeat/session', exchangeForm(oldProof)))).toBe(
      '401 session_revoked',
    );
    app.clock.pass(1);
    expect((await app.get('/api/me', bearer(await app.signIn(site, 'alice')))).status).toBe(200);
  });

  it('a tenant ends the sessions of all of its accounts, and of no other tenant', async () => {
    const app = await startApp();
    const [a, b] = [await app.installedSite('a'), await app.installedSite('b')];
    const sessions = [await app.signIn(a), await app.signIn(a, 'bob'), await app.signIn(b)];
    app.clock.pass(1);
    await app.authbeat.revokeTenant('a');
    const statuses: number[] = [];
    for (const session of sessions) statuses.push((await app.get('/api/me', bearer(session))).status);
    expect(statuses).toEqual([401, 401, 200]);
  });

  it('an account also refuses earlier tokens of a host whose clock is ahead by the leeway', async () => {
    const app = await startApp({ leeway: 10 });
    const site = await app.installedSite();
    const now = Math.floor(app.clock.now() / 1000);
    const ahead = site.context({ claims: { iat: now + 10 } });
    await app.authbeat.revokeAccount({ clientKey: site.clientKey, accountId: 'alice' });
    app.clock.pass(60);
    expect(await refusalOf(await app.post('/authbeat/session', exchangeForm(ahead)))).toBe(
      '401 session_revoked',
    );
    expect((await app.post('/authbeat/session', exchangeForm(site.context()))).status).toBe(200);
  });

  it('a tenant does not stop its webhooks, which have no session', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const headers = { authorization: `JWT ${site.bound('POST', '/hooks/issue')}` };
    await app.authbeat.revokeTenant(site.clientKey);
    const response = await fetch(`${app.baseUrl}/hooks/issue`, { method: 'POST', headers });
    expect(response.status).toBe(200);
  });

  it('is known to a node that starts later', async () => {
    const store = memoryStore();
    const app = await startApp({ store });
    const site = await app.installedSite();
    const session = await app.signIn(site);
    await fetch(`${app.baseUrl}/authbeat/session`, { method: 'DELETE', headers: bearer(session) });
    const later = createAuthbeat({
      appKey: 'issue-panel',
      baseUrl: app.baseUrl,
      sessionKeys: [app.sessionKey],
      store,
      now: () => app.clock.now(),
    });
    await later.open();
    const verdict = await later.api()({
      method: 'GET',
      url: '/api/me',
      header: (name) => (name === 'authorization' ? `Bearer ${session}` : undefined),
      body: async () => ({ state: 'aborted' }),
    });
    expect(verdict.admitted).toBe(false);
  });

  it('outlives every session that a node extended while it was cut off', async () => {
    const storeClock = { now: Date.now };
    const shared = memoryStore({ now: () => storeClock.now() });
    const app = await startApp({ store: shared });
    storeClock.now = () => app.clock.now();
    const connection = createConnection(shared);
    const other = await startNode(app, connection.store);
    const first = await app.signIn(await app.installedSite());
    const session = await beat(other, first);
    connection.cut();
    app.clock.pass(10);
    await fetch(`${app.baseUrl}/authbeat/session`, { method: 'DELETE', headers: bearer(session) });
    app.clock.pass(285);
    const extended = await beat(other, session);
    expect(extended).toContain('.');
    connection.restore();
    // A store that has just failed is not read again at once.
    app.clock.pass(1);
    expect(await beat(other, extended)).toBe('session_revoked');
    // Just before the end of the extended session.
    app.clock.pass(898);
    expect(await beat(await startNode(app, shared), extended)).toBe('session_revoked');
    expect(await beat(other, extended)).toBe('session_revoked');
  });

  it('does not read the store for each request', async () => {
    const store = memoryStore();
    let reads = 0;
    const counting = wrapStore(store, {
      readTenant: async (clientKey) => {
        reads += 1;
        return store.readTenant(clientKey);
      },
      readEntries: async (keys) => {
        reads += 1;
        return store.readEntries(keys);
      },
    });
    const app = await startApp({ store: counting });
    const session = await app.signIn(await app.installedSite());
    await app.get('/api/me', bearer(session));
    reads = 0;
    for (let time = 0; time < 50; time += 1)
      expect((await app.get('/api/me', bearer(session))).status).toBe(200);
    expect(reads).toBe(0);
  });
});
