import { describe, expect, it } from 'vitest';
import type { Store } from '../src/index.ts';
import { memoryStore } from '../src/stores/memory.ts';
import { bearer, exchangeForm, refusalOf, startApp, type TestApp } from './support/app.ts';

/** A store that can be made to fail, or to never answer. */
function createFragile(): { store: Store; break(how: 'fails' | 'hangs'): void; mend(): void } {
  const store = memoryStore();
  let state: 'works' | 'fails' | 'hangs' = 'works';
  const fragile = new Proxy(store, {
    get(target, verb: keyof Store) {
      const method = target[verb].bind(target) as (...all: unknown[]) => unknown;
      if (verb === 'open' || verb === 'close' || verb === 'watch' || verb === 'listTenants') return method;
      return async (...all: unknown[]) => {
        if (state === 'fails') throw new Error('connect ECONNREFUSED postgres://admin:hunter2@10.0.0.1');
        if (state === 'hangs') return new Promise(() => undefined);
        return method(...all);
      };
    },
  });
  return {
    store: fragile,
    break(how) {
      state = how;
    },
    mend() {
      state = 'works';
    },
  };
}

/** How a caller is told to come back later, and when. */
const UNAVAILABLE = '503 unavailable, retry after 5 s';

async function refusal(answer: Response): Promise<string> {
  return `${await refusalOf(answer)}, retry after ${answer.headers.get('retry-after')} s`;
}

describe.each(['fails', 'hangs'] as const)('while the store %s', (how) => {
  async function startBroken(): Promise<{
    app: TestApp;
    session: string;
    mend: () => void;
    needing: () => Promise<Response>[];
  }> {
    const fragile = createFragile();
    const app = await startApp({ store: fragile.store, storeTimeout: 30, staleWhileError: 300 });
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
    return { app, session, mend: () => fragile.mend(), needing };
  }

  it('sessions of known tenants go on for a while, and no longer', async () => {
    const { app, session } = await startBroken();
    expect((await app.get('/api/me', bearer(session))).status).toBe(200);
    app.clock.pass(299);
    expect((await app.get('/api/me', bearer(session))).status).toBe(200);
    app.clock.pass(1);
    expect(await refusal(await app.get('/api/me', bearer(session)))).toBe(UNAVAILABLE);
  });

  it('whatever needs the store is answered 503, and nothing is admitted', async () => {
    const { needing } = await startBroken();
    for (const answer of await Promise.all(needing())) expect(await refusal(answer)).toBe(UNAVAILABLE);
  });

  it('all works again without a restart', async () => {
    const { app, session, mend, needing } = await startBroken();
    await Promise.all(needing());
    app.clock.pass(400);
    expect(await refusal(await app.get('/api/me', bearer(session)))).toBe(UNAVAILABLE);
    mend();
    expect((await app.get('/api/me', bearer(session))).status).toBe(200);
  });

  it('the app hears of it, and no caller learns why', async () => {
    const { app, needing } = await startBroken();
    const bodies = await Promise.all(needing().map(async (answer) => (await answer).text()));
    expect(bodies.join()).not.toMatch(/hunter2|ECONNREFUSED|postgres/);
    expect(app.events.filter((event) => event.type === 'failed').length).toBeGreaterThan(0);
  });
});

describe('before open()', () => {
  it('everything is answered 503', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    await app.authbeat.close();
    expect(await refusal(await app.post('/authbeat/session', exchangeForm(site.context())))).toBe(
      UNAVAILABLE,
    );
  });
});
