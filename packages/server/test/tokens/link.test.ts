import { decodeToken, type ClaimSet } from '@authbeat/core';
import { expect, it } from 'vitest';
import type { AuthbeatRequest, Verdict } from '../../src/index.ts';
import { APP_KEY, refusalOf, startApp, type TestApp } from '../support/app.ts';
import type { Site, TokenOptions } from '../support/site.ts';

/** A link as the app's own page has it: the app is the issuer, and nothing binds its parameters. */
function link(site: Site, url: string, { claims, ...options }: TokenOptions = {}): string {
  const own: ClaimSet = { iss: APP_KEY, aud: [site.clientKey], context: { own: true }, ...claims };
  return `${url}${url.includes('?') ? '&' : '?'}jwt=${site.sign(own, { life: 60, ...options })}`;
}

async function judge({ authbeat }: TestApp, url: string): Promise<Verdict> {
  const request: AuthbeatRequest = {
    method: 'GET',
    url,
    header: () => undefined,
    body: async () => ({ state: 'aborted' }),
  };
  return authbeat.page()(request);
}

async function recover(app: TestApp, site: Site, url: string, account = 'alice'): Promise<Response> {
  return app.post('/authbeat/recovery', { subject_token: site.context({ account }), url });
}

it('admits a live link, and shows that no host has signed its parameters', async () => {
  const app = await startApp({ linkTokens: true });
  const site = await app.installedSite();
  const verdict = await judge(app, link(site, '/foo.html?lic=active'));
  if (!verdict.admitted) throw new Error('refused');
  const { principal, token } = verdict;
  expect([principal.kind, principal.accountId, principal.license]).toEqual(['link', 'alice', undefined]);
  expect(token?.isLink).toBe(true);
});

it('heals an expired link, again and again, to no more than the app itself would open', async () => {
  const app = await startApp({ linkTokens: true });
  const site = await app.installedSite();
  let url = link(site, '/foo.html?issue=AB-2&lic=active');
  for (let round = 0; round < 2; round += 1) {
    app.clock.pass(600);
    expect((await app.get(url)).status).toBe(401);
    const response = await recover(app, site, url);
    ({ url } = (await response.json()) as { url: string });
    const verdict = await judge(app, url);
    if (!verdict.admitted || !verdict.token) throw new Error('refused');
    expect([verdict.token.isLink, verdict.principal.license]).toEqual([true, undefined]);
    const minted = app.authbeat.mintUpstreamToken(verdict.token, { request: { method: 'GET', url } });
    const now = Math.floor(app.clock.now() / 1000);
    expect(decodeToken(minted).claims).toEqual({
      iss: APP_KEY,
      aud: [site.clientKey],
      sub: 'alice',
      iat: now,
      exp: now + 30,
      context: { own: true },
      authbeat_upstream: true,
    });
    // What was minted opens nothing here, though it has the form of a link token.
    expect((await app.get(`/foo.html?jwt=${minted}`)).status).toBe(401);
  }
});

it('heals several links of one page, which all have its token', async () => {
  const app = await startApp({ linkTokens: true });
  const site = await app.installedSite();
  const token = new URL(link(site, 'http://app/foo.html')).searchParams.get('jwt');
  app.clock.pass(600);
  const urls: string[] = [];
  for (let index = 0; index < 12; index += 1) {
    const response = await recover(app, site, `/foo.html?item=${index}&jwt=${token}`);
    urls.push(((await response.json()) as { url: string }).url);
  }
  // Of one page load, only the last eight tickets wait.
  for (const url of urls) expect((await judge(app, url)).admitted).toBe(true);
});

it.each<[string, TokenOptions]>([
  ['of another account', { account: 'mallory' }],
  ['of another app', { claims: { iss: 'another-app' } }],
  ['of two tenants', { claims: { aud: ['tenant-a', 'tenant-b'] } }],
  ['with a qsh, as apps send it to hosts', { claims: { qsh: 'context-qsh' } }],
  ['of an anonymous user', { claims: { sub: undefined } }],
  ['that another secret has signed', { secret: 'of another site, and long enough to be a secret' }],
])('recovers no link %s', async (_what, options) => {
  const app = await startApp({ linkTokens: true });
  const site = await app.installedSite();
  const url = link(site, '/foo.html', options);
  app.clock.pass(600);
  expect(await refusalOf(await recover(app, site, url))).toBe('401 recovery_refused');
});

it('refuses links of an account that was revoked, and of a tenant that has uninstalled the app', async () => {
  const app = await startApp({ linkTokens: true });
  const site = await app.installedSite();
  const url = link(site, '/foo.html');
  app.clock.pass(1);
  await app.authbeat.revokeAccount({ clientKey: site.clientKey, accountId: 'alice' });
  expect((await judge(app, url)).admitted).toBe(false);
  const ben = link(site, '/foo.html', { account: 'ben' });
  expect((await judge(app, ben)).admitted).toBe(true);
  app.clock.pass(1);
  await site.call('uninstalled');
  expect(await judge(app, ben)).toMatchObject({ admitted: false });
});

it('knows no links without the option', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const url = link(site, '/foo.html');
  expect(await judge(app, url)).toMatchObject({ admitted: false, foreign: true });
  app.clock.pass(600);
  expect(await refusalOf(await recover(app, site, url))).toBe('401 recovery_refused');
});
