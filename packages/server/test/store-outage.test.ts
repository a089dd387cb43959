import { describe, expect, it } from 'vitest';
import type { Store } from '../src/index.ts';
import { createStore } from '../src/stores/create-store.ts';
import type { StoreDriver } from '../src/stores/driver.ts';
import { MemoryDriver } from '../src/stores/memory/driver.ts';
import { memoryStore } from '../src/stores/memory.ts';
import { bearer, exchangeForm, refusalOf, startApp, type TestApp } from './support/app.ts';
import { wrapStore } from './support/wrap-store.ts';

/** A store whose database can be made to fail, or to stop responding. */
function createFragile(): { store: Store; break(how: 'fails' | 'hangs'): void; repair(): void } {
  let state: 'works' | 'fails' | 'hangs' = 'works';
  const driver = new Proxy(new MemoryDriver(), {
    get(target, name: keyof StoreDriver) {
      const part: unknown = Reflect.get(target, name, target);
      if (typeof part !== 'function') return part;
      return async (...all: unknown[]) => {
        if (name === 'close') return Reflect.apply(part, target, all);
        if (state === 'fails') throw new Error('connect ECONNREFUSED postgres://admin:hunter2@10.0.0.1');
        if (state === 'hangs') return new Promise(() => undefined);
        return Reflect.apply(part, target, all);
      };
    },
  });
  return {
    store: createStore(driver, { timeout: 0.03 }),
    break(how) {
      state = how;
    },
    repair() {
      state = 'works';
    },
  };
}

/** A refusal that says when to try again. */
const UNAVAILABLE = '503 unavailable, retry after 5 s';

async function refusal(response: Response): Promise<string> {
  return `${await refusalOf(response)}, retry after ${response.headers.get('retry-after')} s`;
}

describe.each(['fails', 'hangs'] as const)('while the store %s', (how) => {
  async function startBroken(): Promise<{
    app: TestApp;
    session: string;
    repair: () => void;
    needing: () => Promise<Response>[];
  }> {
    const fragile = createFragile();
    const app = await startApp({ store: fragile.store, staleWhileError: 300 });
    const site = await app.installedSite();
    const session = await app.signIn(site);
    await app.get('/api/me', bearer(session));
    const ticket = await app.post('/authbeat/ticket', { url: '/api/a' }, bearer(session));
    const { url } = (await ticket.json()) as { url: string };
    fragile.break(how);
    const stranger = app.site('never-seen');
    const needing = (): Promise<Response>[] => [
      app.get(url),
      app.post('/authbeat/session', exchangeForm(site.context())),
      app.post('/authbeat/session', exchangeForm(stranger.context())),
      app.post('/authbeat/ticket', { url: '/api/b' }, bearer(session)),
      app.post('/authbeat/recovery', { subject_token: site.context(), url: site.iframe('/foo.html') }),
      stranger.call('installed'),
      app.get('/hooks/none').then(async () =>
        fetch(`${app.baseUrl}/hooks/issue`, {
          method: 'POST',
          headers: { authorization: `JWT ${site.bound('POST', '/hooks/issue')}` },
        }),
      ),
      fetch(`${app.baseUrl}/authbeat/session`, { method: 'DELETE', headers: bearer(session) }),
    ];
    return { app, session, repair: () => fragile.repair(), needing };
  }

  it('sessions of known tenants are admitted until staleWhileError has passed', async () => {
    const { app, session } = await startBroken();
    expect((await app.get('/api/me', bearer(session))).status).toBe(200);
    app.clock.pass(299);
    expect((await app.get('/api/me', bearer(session))).status).toBe(200);
    app.clock.pass(1);
    expect(await refusal(await app.get('/api/me', bearer(session)))).toBe(UNAVAILABLE);
  });

  it('every request that needs the store gets 503, and none is admitted', async () => {
    const { needing } = await startBroken();
    for (const response of await Promise.all(needing())) expect(await refusal(response)).toBe(UNAVAILABLE);
  });

  it('all works again without a restart', async () => {
    const { app, session, repair, needing } = await startBroken();
    await Promise.all(needing());
    app.clock.pass(400);
    expect(await refusal(await app.get('/api/me', bearer(session)))).toBe(UNAVAILABLE);
    repair();
    expect((await app.get('/api/me', bearer(session))).status).toBe(200);
  });

  it('an event reports it, and no response says why', async () => {
    const { app, needing } = await startBroken();
    const bodies = await Promise.all(needing().map(async (response) => (await response).text()));
    expect(bodies.join()).not.toMatch(/hunter2|ECONNREFUSED|postgres/);
    expect(app.events.filter((event) => event.type === 'failed').length).toBeGreaterThan(0);
  });
});

describe('a store that was not opened', () => {
  it('opens at the first request', async () => {
    const fragile = createFragile();
    const app = await startApp({ store: fragile.store, open: false });
    const site = await app.installedSite();
    expect((await app.get('/api/me', bearer(await app.signIn(site)))).status).toBe(200);
  });

  it.each(['fails', 'hangs'] as const)('is opened by a later request, if it %s at first', async (how) => {
    const fragile = createFragile();
    fragile.break(how);
    const app = await startApp({ store: fragile.store, open: false });
    const site = app.site('tenant-a');
    const begun = performance.now();
    const responses = await Promise.all([1, 2, 3].map(async () => site.call('installed')));
    for (const response of responses) expect(await refusal(response)).toBe(UNAVAILABLE);
    expect(performance.now() - begun).toBeLessThan(1000);
    fragile.repair();
    await expect.poll(async () => (await site.call('installed')).status).toBe(204);
  });
});

describe('after close()', () => {
  it('requests that need the store get 503 until open() is called', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    await app.authbeat.close();
    const exchange = async (): Promise<Response> =>
      app.post('/authbeat/session', exchangeForm(site.context()));
    expect(await refusal(await exchange())).toBe(UNAVAILABLE);
    await app.authbeat.open();
    expect((await exchange()).status).toBe(200);
  });

  it('what another node revokes before open() is not missed', async () => {
    const store = memoryStore();
    const app = await startApp({ store: wrapStore(store, { close: async () => {} }) });
    const site = await app.installedSite();
    const session = await app.signIn(site);
    await app.get('/api/me', bearer(session));
    await app.authbeat.close();
    const record = await store.readTenant(site.clientKey);
    if (record) await store.writeTenant({ ...record, generation: 1, version: 2 }, 1);
    await app.authbeat.open();
    expect(await refusalOf(await app.get('/api/me', bearer(session)))).toBe('401 session_revoked');
  });
});
