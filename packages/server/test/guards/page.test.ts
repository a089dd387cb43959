import { describe, expect, it } from 'vitest';
import { SECRET_CONTENT, startApp, type TestApp } from '../support/app.ts';
import type { Site } from '../support/site.ts';

const PANEL = '/foo.html?issueKey=AB-1&lic=active';

/** What the recovery document does, without a browser. */
async function heal(app: TestApp, site: Site, url: string, account = 'alice'): Promise<Response> {
  return app.post('/authbeat/recovery', { subject_token: site.context({ account }), url });
}

async function healedUrl(response: Response): Promise<string> {
  return ((await response.json()) as { url: string }).url;
}

describe('page()', () => {
  it('shows the page to an iframe token of its URL, and names its account', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const response = await app.get(site.iframe(PANEL));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      content: SECRET_CONTENT,
      principal: {
        kind: 'iframe',
        clientKey: site.clientKey,
        platform: 'connect',
        tenantId: 'tenant-a',
        hostBaseUrl: site.url,
        accountId: 'alice',
        context: {},
      },
    });
  });

  it('keeps the page from caches, from referrers and from foreign frames', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const { headers } = await app.get(site.iframe(PANEL));
    expect(headers.get('cache-control')).toBe('no-cache, no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toBe(`frame-ancestors ${site.url}`);
  });

  it('responds to an expired load with the recovery document: 401, no content of the app, nothing of the query', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const url = site.iframe(`${PANEL}&note=%3Cscript%3Ehello`);
    app.clock.pass(181);
    const response = await app.get(url);
    const body = await response.text();
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(body).toContain('/authbeat/recovery.js');
    for (const leak of [SECRET_CONTENT, 'AB-1', 'hello', 'eyJ', site.clientKey])
      expect(body).not.toContain(leak);
  });

  it('gives the recovery document a policy without inline script, for the tenant’s frames alone', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const url = site.iframe(PANEL);
    app.clock.pass(181);
    const policy = (await app.get(url)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`frame-ancestors ${site.url}`);
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  it('heals an expired load: a ticket for exactly that URL shows the page', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const url = site.iframe(PANEL);
    app.clock.pass(3600);
    const healed = await heal(app, site, url);
    expect(healed.status).toBe(200);
    const target = await healedUrl(healed);
    expect(target).toMatch(/^\/foo\.html\?issueKey=AB-1&lic=active&authbeat_ticket=[\w.-]+$/);
    const response = await app.get(target);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      principal: { kind: 'ticket', accountId: 'alice', context: { jira: { issue: { key: 'AB-1' } } } },
    });
  });

  it('heals a reload of a healed page, again and again', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    let url = site.iframe(PANEL);
    app.clock.pass(181);
    for (let reload = 0; reload < 5; reload += 1) {
      const document = await app.get(url);
      expect(document.status).toBe(401);
      expect(await document.text()).toContain('data-start="auto"');
      url = await healedUrl(await heal(app, site, url));
      expect((await app.get(url)).status).toBe(200);
      app.clock.pass(7200);
    }
  });

  it('opens a page once with a ticket', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const url = site.iframe(PANEL);
    app.clock.pass(181);
    const target = await healedUrl(await heal(app, site, url));
    const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await app.get(target)).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  it('waits for a person after two tickets that were refused unspent', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    let url = site.iframe(PANEL);
    app.clock.pass(181);
    const starts: unknown[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const document = await (await app.get(url)).text();
      starts.push(/data-start="(\w+)"/.exec(document)?.[1]);
      url = await healedUrl(await heal(app, site, url));
      // Longer than a ticket lives: the page load comes too late.
      app.clock.pass(40);
    }
    expect(starts).toEqual(['auto', 'auto', 'auto', 'manual', 'manual']);
  });

  it('heals two reloads that follow a recovery at once; then waits for a person, until a ticket has expired', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    let url = site.iframe(PANEL);
    app.clock.pass(181);
    const starts: unknown[] = [];
    for (let reload = 0; reload < 5; reload += 1) {
      url = await healedUrl(await heal(app, site, url));
      expect((await app.get(url)).status).toBe(200);
      starts.push(/data-start="(\w+)"/.exec(await (await app.get(url)).text())?.[1]);
    }
    expect(starts).toEqual(['auto', 'auto', 'manual', 'manual', 'manual']);
    app.clock.pass(31);
    url = await healedUrl(await heal(app, site, url));
    expect((await app.get(url)).status).toBe(200);
    expect(await (await app.get(url)).text()).toContain('data-start="auto"');
  });

  it('resets the count once a ticket was spent and has expired, however many were refused before', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    let url = site.iframe(PANEL);
    for (let attempt = 0; attempt < 4; attempt += 1) {
      app.clock.pass(181);
      url = await healedUrl(await heal(app, site, url));
    }
    expect((await app.get(url)).status).toBe(200);
    app.clock.pass(181);
    url = await healedUrl(await heal(app, site, url));
    expect(await (await app.get(url)).text()).toContain(SECRET_CONTENT);
    expect(await (await app.get(url)).text()).toContain('data-start="auto"');
  });

  it.each<[string, (app: TestApp, site: Site) => string]>([
    ['no credential at all', () => PANEL],
    ['an expired URL with one parameter changed', (_app, site) => site.iframe(PANEL).replace('AB-1', 'AB-2')],
    ['a token of a tenant that is unknown', (app) => app.site('stranger').iframe(PANEL)],
    ['a token with a wrong signature', (_app, site) => site.iframe(PANEL, { secret: 'x'.repeat(64) })],
    ['a context token in the URL', (_app, site) => `${PANEL}&jwt=${site.context()}`],
    ['garbage', () => `${PANEL}&jwt=garbage`],
    ['a forged ticket', () => `${PANEL}&authbeat_ticket=garbage`],
  ])('responds to %s with a static 401 page that does not try to heal', async (_name, urlOf) => {
    const app = await startApp();
    const site = await app.installedSite();
    const url = urlOf(app, site);
    app.clock.pass(181);
    const response = await app.get(url);
    const body = await response.text();
    expect(response.status).toBe(401);
    expect(body).not.toContain('<script');
    expect(body).not.toContain(SECRET_CONTENT);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('responds with the static page to a load that is older than the limit', async () => {
    const app = await startApp({ recovery: { maxAge: 600 } });
    const site = await app.installedSite();
    const url = site.iframe(PANEL);
    app.clock.pass(180 + 600);
    expect(await (await app.get(url)).text()).toContain('<script');
    app.clock.pass(1);
    expect(await (await app.get(url)).text()).not.toContain('<script');
    expect((await heal(app, site, url)).status).toBe(401);
  });

  it('responds with the static page to a page ticket that is older than the limit', async () => {
    const app = await startApp({ recovery: { maxAge: 600 } });
    const site = await app.installedSite();
    const stale = site.iframe(PANEL);
    app.clock.pass(200);
    const url = await healedUrl(await heal(app, site, stale));
    app.clock.pass(629);
    expect(await (await app.get(url)).text()).toContain('recovery.js');
    app.clock.pass(2);
    expect(await (await app.get(url)).text()).not.toContain('recovery.js');
  });

  it.each<[string, (app: TestApp, site: Site) => Promise<unknown>]>([
    [
      'an account that was revoked',
      async (app, { clientKey }) => app.authbeat.revokeAccount({ clientKey, accountId: 'alice' }),
    ],
    ['a tenant that has uninstalled the app', async (_app, site) => site.call('uninstalled')],
  ])('refuses the page ticket of %s', async (_name, end) => {
    const app = await startApp();
    const site = await app.installedSite();
    const stale = site.iframe(PANEL);
    app.clock.pass(200);
    const url = await healedUrl(await heal(app, site, stale));
    await end(app, site);
    const response = await app.get(url);
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain('recovery.js');
  });

  it('responds with the static page to an expired load when recovery is off', async () => {
    const app = await startApp({ recovery: false });
    const site = await app.installedSite();
    const url = site.iframe(PANEL);
    app.clock.pass(181);
    const response = await app.get(url);
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain('<script');
    expect((await heal(app, site, url)).status).toBe(404);
  });

  it('refuses a second credential in the URL or in a header', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const url = site.iframe(PANEL);
    const [, token = ''] = url.split('jwt=');
    expect((await app.get(`${url}&jwt=${token}`)).status).toBe(400);
    expect((await app.get(`${url}&authbeat_ticket=${token}`)).status).toBe(400);
    expect((await app.get(url, { authorization: `JWT ${token}` })).status).toBe(400);
  });

  it('refuses other methods', async () => {
    const { authbeat } = await startApp();
    const verdict = await authbeat.page()({
      method: 'POST',
      url: PANEL,
      header: () => undefined,
      body: async () => ({ state: 'aborted' }),
    });
    expect(verdict).toMatchObject({
      admitted: false,
      response: { status: 405, headers: { allow: 'GET, HEAD' } },
    });
  });

  it('responds to HEAD as to GET', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const response = await fetch(app.baseUrl + site.iframe(PANEL), { method: 'HEAD' });
    expect(response.status).toBe(200);
  });
});
