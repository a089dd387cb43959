import { describe, expect, it } from 'vitest';
import { createAuthbeat, type Authbeat, type Change, type Store } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { bearer, exchangeForm, refusalOf, startApp, type TestApp } from '../support/app.ts';

/** A store's connection that can be cut: no answer comes through, and no change. */
function createConnection(shared: Store): { store: Store; cut(): void; mend(): void } {
  let isCut = false;
  const listeners = new Set<(change: Change) => void>();
  const store = new Proxy(shared, {
    get(target, verb: keyof Store) {
      const method = target[verb].bind(target) as (...all: unknown[]) => unknown;
      if (verb === 'open' || verb === 'close' || verb === 'listTenants') return method;
      if (verb !== 'watch') {
        return async (...all: unknown[]) => {
          if (isCut) throw new Error('unreachable');
          return method(...all);
        };
      }
      return (listener: (change: Change) => void) => {
        listeners.add(listener);
        return shared.watch((change) => {
          if (!isCut) listener(change);
        });
      };
    },
  });
  return {
    store,
    cut() {
      isCut = true;
    },
    mend() {
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
  const answer = await node.handle({
    method: 'POST',
    url: '/authbeat/heartbeat',
    header: (name) => (name === 'authorization' ? `Bearer ${session}` : undefined),
    body: async () => ({ state: 'aborted' }),
  });
  const body = JSON.parse(answer?.body ?? '') as { access_token?: string; code?: string };
  return body.access_token ?? body.code ?? '';
}

describe('revoking', () => {
  it('an account ends all of its sessions, until the host vouches anew', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const oldProof = site.context();
    const [alice, bob] = [await app.signIn(site, 'alice'), await app.signIn(site, 'bob')];
    app.clock.pass(1);
    await app.authbeat.revoke({ clientKey: site.clientKey, accountId: 'alice' });
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
    await app.authbeat.revoke({ clientKey: 'a' });
    const statuses: number[] = [];
    for (const session of sessions) statuses.push((await app.get('/api/me', bearer(session))).status);
    expect(statuses).toEqual([401, 401, 200]);
  });

  it('an account refuses tokens of before it, of a host whose clock is ahead by the leeway, too', async () => {
    const app = await startApp({ leeway: 10 });
    const site = await app.installedSite();
    const now = Math.floor(app.clock.now() / 1000);
    const ahead = site.context({ claims: { iat: now + 10 } });
    await app.authbeat.revoke({ clientKey: site.clientKey, accountId: 'alice' });
    app.clock.pass(60);
    expect(await refusalOf(await app.post('/authbeat/session', exchangeForm(ahead)))).toBe(
      '401 session_revoked',
    );
    expect((await app.post('/authbeat/session', exchangeForm(site.context()))).status).toBe(200);
  });

  it('a tenant stops no webhook: it is the host’s word of what happened, and nobody’s session', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const headers = { authorization: `JWT ${site.bound('POST', '/hooks/issue')}` };
    await app.authbeat.revoke({ clientKey: site.clientKey });
    const answer = await fetch(`${app.baseUrl}/hooks/issue`, { method: 'POST', headers });
    expect(answer.status).toBe(200);
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

  it('outlives every session that a node which was cut off has extended meanwhile', async () => {
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
    connection.mend();
    // A store that has just failed is not asked again at once.
    app.clock.pass(1);
    expect(await beat(other, extended)).toBe('session_revoked');
    // Just before the end of the extended session.
    app.clock.pass(898);
    expect(await beat(await startNode(app, shared), extended)).toBe('session_revoked');
    expect(await beat(other, extended)).toBe('session_revoked');
  });

  it('asks the store for nothing while requests come in', async () => {
    const store = memoryStore();
    let reads = 0;
    const counting = {
      ...store,
      open: async () => store.open(),
      close: async () => store.close(),
      readTenant: async (clientKey: string) => {
        reads += 1;
        return store.readTenant(clientKey);
      },
      listRevocations: async () => {
        reads += 1;
        return store.listRevocations();
      },
      writeTenant: async (...write: Parameters<typeof store.writeTenant>) => store.writeTenant(...write),
      consumeOnce: async (...key: Parameters<typeof store.consumeOnce>) => store.consumeOnce(...key),
      revoke: async (...revocation: Parameters<typeof store.revoke>) => store.revoke(...revocation),
      listTenants: () => store.listTenants(),
      watch: (...listener: Parameters<typeof store.watch>) => store.watch(...listener),
    };
    const app = await startApp({ store: counting });
    const session = await app.signIn(await app.installedSite());
    await app.get('/api/me', bearer(session));
    reads = 0;
    for (let time = 0; time < 50; time += 1)
      expect((await app.get('/api/me', bearer(session))).status).toBe(200);
    expect(reads).toBe(0);
  });
});
