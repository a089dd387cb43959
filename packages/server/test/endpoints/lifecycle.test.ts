import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../src/stores/memory.ts';
import { bearer, exchangeForm, refusalOf, startApp, type TestApp } from '../support/app.ts';
import type { Site } from '../support/site.ts';

/** A lifecycle call with whatever token and body a test makes up. */
async function post(app: TestApp, event: string, token: string, body: object): Promise<Response> {
  return fetch(`${app.baseUrl}/authbeat/${event}`, {
    method: 'POST',
    headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function exchanges(app: TestApp, site: Site): Promise<number> {
  return (await app.post('/authbeat/session', exchangeForm(site.context()))).status;
}

describe('lifecycle calls', () => {
  it('install a tenant, whose tokens are valid from then on', async () => {
    const app = await startApp();
    const site = app.site('tenant-a');
    expect(await exchanges(app, site)).toBe(401);
    expect((await site.call('installed')).status).toBe(204);
    expect(await exchanges(app, site)).toBe(200);
    expect(app.events).toContainEqual({ type: 'installed', clientKey: 'tenant-a', changed: true });
  });

  it('keep the previous secret for a bounded window after a rotation', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const before = { account: 'alice', secret: site.secret, life: 7200 };
    site.rotateSecret();
    app.clock.pass(1);
    expect((await site.call('installed')).status).toBe(204);
    const old = async (): Promise<number> =>
      (await app.post('/authbeat/session', exchangeForm(site.context(before)))).status;
    expect(await exchanges(app, site)).toBe(200);
    expect(await old()).toBe(200);
    app.clock.pass(1200);
    expect(await old()).toBe(401);
    expect(await exchanges(app, site)).toBe(200);
  });

  it('leave the latest secret, however many come at the same time and in any order', async () => {
    const app = await startApp();
    const site = app.site('tenant-a');
    const now = Math.floor(app.clock.now() / 1000);
    const upgrades = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        site.rotateSecret();
        const body = site.lifecycleBody('installed');
        return {
          body,
          token: await site.lifecycleToken('/authbeat/installed', { iat: now - ((index + 7) % 20) }),
        };
      }),
    );
    const responses = await Promise.all(
      upgrades.map(async ({ token, body }) => post(app, 'installed', token, body)),
    );
    expect(responses.every(({ status }) => status === 204)).toBe(true);
    app.clock.pass(1200);
    const secret = upgrades[13]?.body['sharedSecret'] ?? '';
    const others = upgrades.toSpliced(13, 1).map(({ body }) => body['sharedSecret'] ?? '');
    const exchangeWith = async (own: string): Promise<number> =>
      (await app.post('/authbeat/session', exchangeForm(site.context({ secret: own })))).status;
    expect(await exchangeWith(secret)).toBe(200);
    expect(new Set(await Promise.all(others.map(exchangeWith)))).toEqual(new Set([401]));
  });

  it('keep sessions through an upgrade and end them with an uninstall', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const session = await app.signIn(site);
    app.clock.pass(1);
    site.rotateSecret();
    await site.call('installed');
    expect((await app.get('/api/me', bearer(session))).status).toBe(200);
    app.clock.pass(1);
    expect((await site.call('uninstalled')).status).toBe(204);
    expect(await refusalOf(await app.get('/api/me', bearer(session)))).toBe('401 session_revoked');
    expect(await exchanges(app, site)).toBe(401);
    app.clock.pass(1);
    await site.call('installed');
    expect(await exchanges(app, site)).toBe(200);
    expect(await refusalOf(await app.get('/api/me', bearer(session)))).toBe('401 session_revoked');
  });

  it('are accepted when they are repeated, and change nothing', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    expect((await site.call('installed')).status).toBe(204);
    expect(app.events.at(-2)).toEqual({ type: 'installed', clientKey: 'tenant-a', changed: false });
    expect((await site.call('installed', { claims: { jti: 'another token' } })).status).toBe(204);
    expect(app.events.at(-2)).toEqual({ type: 'installed', clientKey: 'tenant-a', changed: false });
  });

  it('take the later of two installs of one second', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    site.rotateSecret();
    expect((await site.call('installed', { claims: { jti: 'another token' } })).status).toBe(204);
    expect(await exchanges(app, site)).toBe(200);
  });

  it.each([
    ['uninstalled', 'installed'],
    ['installed', 'uninstalled'],
  ] as const)(
    'of one second never lock a re-install out, when "%s" arrives before "%s"',
    async (...order) => {
      const app = await startApp();
      const site = await app.installedSite();
      const session = await app.signIn(site);
      app.clock.pass(60);
      site.rotateSecret();
      for (const event of order) expect((await site.call(event)).status).toBe(204);
      expect(await exchanges(app, site)).toBe(200);
      expect(await refusalOf(await app.get('/api/me', bearer(session)))).toBe('401 session_revoked');
    },
  );

  it('refuse a re-install whose token is that of the install before, so that the host sends a later one', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    await site.call('uninstalled');
    site.rotateSecret();
    // Hosts issue in whole seconds, and RS256 signs the same claims alike.
    expect(await refusalOf(await site.call('installed'))).toBe('401 host_token_invalid');
    app.clock.pass(1);
    expect((await site.call('installed')).status).toBe(204);
    expect(await exchanges(app, site)).toBe(200);
  });

  it('take "disabled" after "uninstalled", signed with the last secret', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    app.clock.pass(1);
    await site.call('uninstalled');
    expect((await site.call('disabled')).status).toBe(204);
    expect(await exchanges(app, site)).toBe(401);
  });

  it('do not take the first install of a tenant without a signature of the key server', async () => {
    const app = await startApp();
    const site = app.site('tenant-a');
    const path = '/authbeat/installed';
    const body = site.lifecycleBody('installed');
    expect(await refusalOf(await post(app, 'installed', site.bound('POST', path), body))).toBe(
      '401 host_token_invalid',
    );
    const unsigned = await fetch(app.baseUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(await refusalOf(unsigned)).toBe('401 host_token_invalid');
    expect(await exchanges(app, site)).toBe(401);
  });

  it('cannot install another tenant', async () => {
    const app = await startApp();
    const victim = await app.installedSite('victim');
    const attacker = app.site('attacker');
    const token = await attacker.lifecycleToken('/authbeat/installed');
    const body = { ...victim.lifecycleBody('installed'), sharedSecret: attacker.secret };
    expect(await refusalOf(await post(app, 'installed', token, body))).toBe('401 host_token_invalid');
    expect(await exchanges(app, victim)).toBe(200);
  });

  it.each<[string, object, string]>([
    ['another audience', { aud: 'https://other.example' }, '401 host_token_invalid'],
    ['an audience that is no text', { aud: [5] }, '401 host_token_invalid'],
    ['no expiry', { exp: undefined }, '401 host_token_invalid'],
    ['no time of issue', { iat: undefined }, '401 host_token_invalid'],
    ['an expiry in the past', { exp: 1 }, '401 host_token_expired'],
    ['the hash of another URL', { qsh: 'context-qsh' }, '401 host_token_invalid'],
  ])('refuse %s before any key is fetched', async (_name, claims, expected) => {
    const app = await startApp();
    const site = app.site('tenant-a');
    expect(await refusalOf(await site.call('installed', { claims: { ...claims } }))).toBe(expected);
    expect(app.keyServer.requests).toEqual([]);
  });

  it.each(['../evil?y=1', 'a/b', '..', '', 'x'.repeat(129), 'a b', 'é'])(
    'never ask a key server for the key id %j',
    async (kid) => {
      const app = await startApp();
      const site = app.site('tenant-a');
      const token = await site.lifecycleToken('/authbeat/installed', {}, kid);
      const response = await post(app, 'installed', token, site.lifecycleBody('installed'));
      expect(await refusalOf(response)).toBe('401 host_token_invalid');
      expect(app.keyServer.requests).toEqual([]);
    },
  );

  it('request a key once, and a missing key once', async () => {
    const app = await startApp();
    await Promise.all([app.installedSite('a'), app.installedSite('b'), app.installedSite('c')]);
    expect(app.keyServer.requests).toEqual(['/install-key-1']);
    const site = app.site('d');
    for (let time = 0; time < 3; time += 1) {
      const token = await site.lifecycleToken('/authbeat/installed', {}, 'missing');
      const response = await post(app, 'installed', token, site.lifecycleBody('installed'));
      expect(await refusalOf(response)).toBe('401 host_token_invalid');
    }
    expect(app.keyServer.requests).toEqual(['/install-key-1', '/missing']);
  });

  it.each<[string, object]>([
    ['a short secret', { sharedSecret: 'short' }],
    ['a secret of more than 1000 characters', { sharedSecret: 'x'.repeat(1001) }],
    ['no secret', { sharedSecret: undefined }],
    ['a base URL that is none', { baseUrl: 'javascript:alert(1)' }],
    ['a base URL with a password', { baseUrl: 'https://a:b@example.com' }],
  ])('refuse a body with %s', async (_name, part) => {
    const app = await startApp();
    const site = app.site('tenant-a');
    const token = await site.lifecycleToken('/authbeat/installed');
    const response = await post(app, 'installed', token, { ...site.lifecycleBody('installed'), ...part });
    expect(await refusalOf(response)).toBe('400 request_malformed');
  });
});

describe('the details of an installation', () => {
  it('are stored up to 1000 characters each', async () => {
    const store = memoryStore();
    const app = await startApp({ store });
    const site = app.site('tenant-a');
    const details = { displayUrl: 'x'.repeat(1001), description: 'x'.repeat(1000), unknown: 'x' };
    const token = await site.lifecycleToken('/authbeat/installed');
    const response = await post(app, 'installed', token, { ...site.lifecycleBody('installed'), ...details });
    expect(response.status).toBe(204);
    const record = await store.readTenant(site.clientKey);
    const oauthClientId = `client-of-${site.clientKey}`;
    expect(record?.details).toEqual({ productType: 'jira', description: details.description, oauthClientId });
  });
});

describe('bodies', () => {
  it('are refused when they are too large, of another type, or no JSON', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const token = await site.lifecycleToken('/authbeat/installed');
    const send = async (body: string, type: string): Promise<string> =>
      refusalOf(
        await fetch(`${app.baseUrl}/authbeat/installed`, {
          method: 'POST',
          headers: { authorization: `JWT ${token}`, 'content-type': type },
          body,
        }),
      );
    expect(await send(JSON.stringify({ a: 'x'.repeat(70_000) }), 'application/json')).toBe(
      '413 request_too_large',
    );
    expect(await send('{}', 'text/plain')).toBe('415 media_type_unsupported');
    expect(await send('{', 'application/json')).toBe('400 request_malformed');
    expect(await send('[]', 'application/json')).toBe('400 request_malformed');
  });

  it('refuse other methods and name the allowed ones', async () => {
    const app = await startApp();
    const response = await app.get('/authbeat/session');
    expect(response.headers.get('allow')).toBe('POST, DELETE');
    expect(await refusalOf(response)).toBe('405 method_not_allowed');
  });
});

describe('lifecycle calls at the paths of an earlier descriptor', () => {
  const LIFECYCLE_PATHS = { installed: '/installed', uninstalled: '/hooks/gone' };

  it('are processed as those below the mount are', async () => {
    const app = await startApp({ lifecyclePaths: LIFECYCLE_PATHS });
    const site = app.site('tenant-a');
    expect((await site.call('installed', { path: '/installed' })).status).toBe(204);
    expect(await exchanges(app, site)).toBe(200);
    app.clock.pass(1);
    expect((await site.call('uninstalled', { path: '/hooks/gone' })).status).toBe(204);
    expect(await exchanges(app, site)).toBe(401);
    app.clock.pass(1);
    expect((await site.call('installed')).status).toBe(204);
    expect(await exchanges(app, site)).toBe(200);
  });

  it('need a token for that path, and a path that was named', async () => {
    const app = await startApp({ lifecyclePaths: LIFECYCLE_PATHS });
    const site = app.site('tenant-a');
    const response = await fetch(`${app.baseUrl}/installed`, {
      method: 'POST',
      headers: {
        authorization: `JWT ${await site.lifecycleToken('/authbeat/installed')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(site.lifecycleBody('installed')),
    });
    expect(await refusalOf(response)).toBe('401 host_token_invalid');
    expect((await site.call('installed', { path: '/uninstalled' })).status).toBe(404);
    expect((await app.get('/installed')).status).toBe(405);
  });
});

describe('a mount at the root', () => {
  it('has the endpoints right below the base URL, and leaves other paths to the app', async () => {
    const app = await startApp({ mount: '/' });
    const site = app.site('tenant-a');
    expect((await site.call('installed', { path: '/installed' })).status).toBe(204);
    expect((await app.post('/session', exchangeForm(site.context()))).status).toBe(200);
    expect((await app.get(site.iframe('/foo.html'))).status).toBe(200);
    expect((await app.post('/authbeat/session', exchangeForm(site.context()))).status).toBe(404);
  });
});
