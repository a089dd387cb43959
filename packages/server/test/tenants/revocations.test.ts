import { describe, expect, it } from 'vitest';
import { createAuthbeat } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { bearer, exchangeForm, refusalOf, startApp } from '../support/app.ts';

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
