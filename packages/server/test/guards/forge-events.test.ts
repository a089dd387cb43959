import { describe, expect, it } from 'vitest';
import { signHs256 } from '@authbeat/core';
import type { ForgePrincipal } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { bearer, refusalOf, startApp, type TestApp } from '../support/app.ts';
import { FORGE_APP, ForgeSite } from '../support/forge-site.ts';
import { startRestHost } from '../support/rest-host.ts';

const FORGE = { forge: { appId: FORGE_APP } };
/** What Forge calls by itself has no user and no place. */
const OF_FORGE = { principal: undefined, context: undefined };

/** The principal of a request to a remote. */
async function admit(
  app: TestApp,
  token: string,
  headers: Record<string, string> = {},
): Promise<ForgePrincipal> {
  const all: Record<string, string> = { ...bearer(token), ...headers };
  const verdict = await app.authbeat.remote()({
    method: 'POST',
    url: '/remote/events',
    header: (name) => all[name],
    body: async () => ({ state: 'aborted' }),
  });
  if (!verdict.admitted) throw new Error(verdict.response.body);
  return verdict.principal;
}

const event = (name: string) => ({
  eventType: `avi:forge:${name}:app`,
  id: 'another',
  app: { id: 'another' },
});

describe('applyForgeEvent()', () => {
  it('ends an installation and its sessions with `uninstalled`, and admits it again later', async () => {
    const app = await startApp(FORGE);
    const site = new ForgeSite(app);
    const session = await site.signIn();
    const other = new ForgeSite(app, 'other');
    const untouched = await other.signIn();
    app.clock.pass(5);
    const page = await site.token();
    const principal = await admit(app, await site.token({ claims: OF_FORGE }));
    expect(await app.authbeat.applyForgeEvent(principal, event('installed'))).toBe('installed');
    expect((await app.get('/api/me', bearer(session))).status).toBe(200);
    expect(await app.authbeat.applyForgeEvent(principal, event('uninstalled'))).toBe('uninstalled');
    expect(await refusalOf(await app.get('/api/me', bearer(session)))).toBe('401 session_revoked');
    expect((await app.get('/api/me', bearer(untouched))).status).toBe(200);
    expect(await refusalOf(await site.exchange(page))).toBe('401 host_token_invalid');
    app.clock.pass(1);
    expect((await site.exchange(await site.token())).status).toBe(200);
    expect(await refusalOf(await app.get('/api/me', bearer(session)))).toBe('401 session_revoked');
  });

  it('applies nothing that a page can have sent with its own token', async () => {
    const app = await startApp(FORGE);
    const site = new ForgeSite(app);
    const session = await site.signIn();
    app.clock.pass(5);
    for (const claims of [{}, { principal: undefined }, { context: undefined }]) {
      const principal = await admit(app, await site.token({ claims }));
      expect(await app.authbeat.applyForgeEvent(principal, event('uninstalled'))).toBeUndefined();
      const genuine = await admit(app, await site.token({ claims: OF_FORGE }));
      const copy = { ...genuine };
      expect(await app.authbeat.applyForgeEvent(copy, event('uninstalled'))).toBeUndefined();
    }
    expect((await app.get('/api/me', bearer(session))).status).toBe(200);
  });

  it('leaves other events to the app', async () => {
    const app = await startApp(FORGE);
    const principal = await admit(app, await new ForgeSite(app).token({ claims: OF_FORGE }));
    const bodies = [
      { eventType: 'avi:jira:created:issue' },
      { eventType: ['x'] },
      {},
      [],
      'text',
      null,
      undefined,
    ];
    for (const body of bodies) expect(await app.authbeat.applyForgeEvent(principal, body)).toBeUndefined();
  });
});

describe('the OAuth tokens of an invocation', () => {
  it('serve the same calls as on Connect, and are in no response, log, event, or readable entry of the store', async () => {
    const encryptionKeys = ['a sufficiently long encryption key: 0123456789abcdef'];
    const inner = memoryStore();
    const entries: string[] = [];
    const write = inner.writeEntry.bind(inner);
    inner.writeEntry = async (entry, expected) => {
      entries.push(JSON.stringify(entry));
      return write(entry, expected);
    };
    const app = await startApp({ ...FORGE, store: inner, encryptionKeys });
    const rest = await startRestHost(() => ({ body: { ok: true } }));
    const site = new ForgeSite(app);
    const { installationId } = site;
    const exp = Math.floor(app.clock.now() / 1000) + 3600;
    const token = signHs256({ sub: 'app', exp }, 'x'.repeat(32));
    const claims = {
      ...OF_FORGE,
      app: {
        id: FORGE_APP,
        installationId,
        environment: { type: 'PRODUCTION' },
        apiBaseUrl: `${rest.origin}/ex/jira/c`,
      },
    };
    const principal = await admit(app, await site.token({ claims }), { 'x-forge-oauth-system': token });
    expect(await principal.host.json('/rest/api/3/myself')).toEqual({ ok: true });
    expect(await app.authbeat.host(installationId).json('/rest/api/3/myself')).toEqual({ ok: true });
    const called = rest.requests.filter(({ url }) => url === '/ex/jira/c/rest/api/3/myself');
    expect(called.map(({ headers }) => headers['authorization'])).toEqual(Array(2).fill(`Bearer ${token}`));
    expect(entries.length).toBeGreaterThan(0);
    expect([...entries, JSON.stringify(app.events), JSON.stringify(principal)].join('')).not.toContain(token);
  });
});
