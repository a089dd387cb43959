import { describe, expect, it } from 'vitest';
import { refusalOf, startApp, type TestApp } from '../support/app.ts';
import type { Site } from '../support/site.ts';

const PANEL = '/foo.html?issueKey=AB-1';

/** An expired page load of Alice's. */
async function expiredLoad(app: TestApp): Promise<{ site: Site; url: string }> {
  const site = await app.installedSite();
  const url = site.iframe(PANEL);
  app.clock.pass(600);
  return { site, url };
}

describe('POST /authbeat/recovery', () => {
  it.each<[string, (app: TestApp, site: Site, url: string) => Promise<Record<string, string>>, string]>([
    [
      'a fresh token of another user',
      async (_app, site, url) => ({ subject_token: site.context({ account: 'mallory' }), url }),
      '401 recovery_refused',
    ],
    [
      'a fresh token of another tenant',
      async (app, _site, url) => ({ subject_token: (await app.installedSite('tenant-b')).context(), url }),
      '401 recovery_refused',
    ],
    [
      'a fresh token without an account',
      async (_app, site, url) => ({ subject_token: site.context({ claims: { sub: undefined } }), url }),
      '401 recovery_refused',
    ],
    [
      'a URL of which one parameter was changed',
      async (_app, site, url) => ({ subject_token: site.context(), url: url.replace('AB-1', 'AB-2') }),
      '401 recovery_refused',
    ],
    [
      'a URL of which the path was changed',
      async (_app, site, url) => ({ subject_token: site.context(), url: url.replace('foo', 'other') }),
      '401 recovery_refused',
    ],
    [
      'a URL without a stale credential',
      async (_app, site) => ({ subject_token: site.context(), url: PANEL }),
      '401 recovery_refused',
    ],
    [
      'a URL with a context token as its stale credential',
      async (_app, site) => ({ subject_token: site.context(), url: `${PANEL}&jwt=${site.context()}` }),
      '401 recovery_refused',
    ],
    [
      'an expired token as the fresh one',
      async (_app, site, url) => ({ subject_token: site.context({ claims: { exp: 1 } }), url }),
      '401 host_token_expired',
    ],
    [
      'an iframe token as the fresh one',
      async (_app, site, url) => ({ subject_token: site.bound('GET', PANEL), url }),
      '401 host_token_invalid',
    ],
    [
      'a session token as the fresh one',
      async (app, site, url) => ({ subject_token: await app.signIn(site), url }),
      '401 host_token_invalid',
    ],
    ['no URL', async (_app, site) => ({ subject_token: site.context() }), '400 request_malformed'],
  ])('refuses %s', async (_name, formOf, expected) => {
    const app = await startApp();
    const { site, url } = await expiredLoad(app);
    expect(await refusalOf(await app.post('/authbeat/recovery', await formOf(app, site, url)))).toBe(
      expected,
    );
  });

  it.each([
    'https://evil.example/foo.html',
    '//evil.example/foo.html',
    '/\\evil.example/foo.html',
    '\\\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/foo.html#fragment',
    'foo.html',
    '',
  ])('refuses %j, which is no path on this origin', async (url) => {
    const app = await startApp();
    const { site } = await expiredLoad(app);
    const response = await app.post('/authbeat/recovery', { subject_token: site.context(), url });
    expect(await refusalOf(response)).toBe('400 request_malformed');
  });

  it('refuses a credential besides those of the form', async () => {
    const app = await startApp();
    const { site, url } = await expiredLoad(app);
    const form = { subject_token: site.context(), url };
    const response = await app.post('/authbeat/recovery', form, { authorization: `JWT ${site.context()}` });
    expect(await refusalOf(response)).toBe('400 request_malformed');
  });

  it('refuses a page ticket that is older than the limit', async () => {
    const app = await startApp({ recovery: { maxAge: 600 } });
    const site = await app.installedSite();
    const stale = site.iframe(PANEL);
    app.clock.pass(200);
    const first = await app.post('/authbeat/recovery', { subject_token: site.context(), url: stale });
    const { url } = (await first.json()) as { url: string };
    app.clock.pass(631);
    const response = await app.post('/authbeat/recovery', { subject_token: site.context(), url });
    expect(await refusalOf(response)).toBe('401 recovery_refused');
  });

  it('refuses a URL with two credentials', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const url = site.iframe('/foo.html?authbeat_ticket=a');
    app.clock.pass(600);
    const response = await app.post('/authbeat/recovery', { subject_token: site.context(), url });
    expect(await refusalOf(response)).toBe('401 recovery_refused');
  });

  it('heals a load with a long context in any script', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const claims = { context: { jira: { issue: { key: 'AB-1' } }, note: '課'.repeat(1000) } };
    const stale = site.iframe(PANEL, { claims });
    app.clock.pass(600);
    const form = { subject_token: site.context({ claims }), url: stale };
    const response = await app.post('/authbeat/recovery', form);
    const { url } = (await response.json()) as { url: string };
    expect((await app.get(url)).status).toBe(200);
  });

  it('heals an anonymous load', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const url = site.iframe(PANEL, { claims: { sub: undefined } });
    app.clock.pass(600);
    const response = await app.post('/authbeat/recovery', {
      subject_token: site.context({ claims: { sub: undefined } }),
      url,
    });
    expect(response.status).toBe(200);
  });

  it('issues a ticket that opens no API', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const url = site.iframe('/api/list');
    const response = await app.post('/authbeat/recovery', { subject_token: site.context(), url });
    const { url: target } = (await response.json()) as { url: string };
    expect(await refusalOf(await app.get(target))).toBe('401 ticket_invalid');
  });

  it('does not heal once the app is uninstalled', async () => {
    const app = await startApp();
    const { site, url } = await expiredLoad(app);
    const fresh = site.context();
    await site.call('uninstalled');
    expect(await refusalOf(await app.post('/authbeat/recovery', { subject_token: fresh, url }))).toBe(
      '401 host_token_invalid',
    );
  });
});
