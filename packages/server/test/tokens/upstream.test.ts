import { createHmac } from 'node:crypto';
import { decodeToken, queryStringHash } from '@authbeat/core';
import { expect, it } from 'vitest';
import type { AuthbeatRequest, Guard, Verdict } from '../../src/index.ts';
import { bearer, exchangeForm, refusalOf, startApp, type TestApp } from '../support/app.ts';
import type { Site } from '../support/site.ts';

const RAW_CONTEXT = {
  jira: { issue: { id: '1', key: 'AB-1', issuetype: { id: '10' } } },
  url: { displayUrl: 'x' },
};

async function admit(guard: Guard, url: string, headers: Record<string, string> = {}) {
  const verdict = await judge(guard, url, headers);
  if (!verdict.admitted || !verdict.token) throw new Error('refused');
  return verdict.token;
}

async function judge(guard: Guard, url: string, headers: Record<string, string> = {}): Promise<Verdict> {
  const request: AuthbeatRequest = {
    method: 'GET',
    url,
    header: (name) => headers[name],
    body: async () => ({ state: 'aborted' }),
  };
  return guard(request);
}

async function recover(app: TestApp, site: Site, url: string): Promise<string> {
  const response = await app.post('/authbeat/recovery', { subject_token: site.context(), url });
  return ((await response.json()) as { url: string }).url;
}

it('mints a page token as the host would have, after a recovery', async () => {
  const app = await startApp({ ticketLifetime: 30 });
  const site = await app.installedSite();
  const stale = site.iframe('/foo.html?b=2&a=1', { life: 10, claims: { context: RAW_CONTEXT } });
  app.clock.pass(600);
  const healed = await recover(app, site, stale);
  const token = await admit(app.authbeat.page(), healed);
  const minted = app.authbeat.mintUpstreamToken(token, { request: { method: 'GET', url: healed } });
  const now = Math.floor(app.clock.now() / 1000);
  expect(decodeToken(minted).claims).toEqual({
    iss: site.clientKey,
    sub: 'alice',
    iat: now,
    exp: now + 30,
    qsh: queryStringHash({ method: 'GET', url: '/foo.html?b=2&a=1', baseUrl: app.baseUrl }),
    context: RAW_CONTEXT,
    authbeat_upstream: true,
  });
  const [head, body, signature] = minted.split('.');
  const hmac = createHmac('sha256', site.secret).update(`${head}.${body}`);
  expect(signature).toBe(hmac.digest('base64url'));
});

it('carries the context on through every further recovery', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  let url = site.iframe('/foo.html', { life: 10, claims: { context: RAW_CONTEXT } });
  for (let round = 0; round < 3; round += 1) {
    app.clock.pass(600);
    url = await recover(app, site, url);
  }
  const { signedContext } = await admit(app.authbeat.page(), url);
  expect(signedContext).toEqual(RAW_CONTEXT);
});

it('carries the signed context of the exchange in a session, and mints a context token', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const exchanged = await app.post(
    '/authbeat/session',
    exchangeForm(site.context({ claims: { context: RAW_CONTEXT } })),
  );
  const { access_token: session } = (await exchanged.json()) as { access_token: string };
  const token = await admit(app.authbeat.api(), '/api/me', bearer(session));
  const { claims } = decodeToken(app.authbeat.mintUpstreamToken(token));
  expect(claims).toMatchObject({ qsh: 'context-qsh', context: RAW_CONTEXT, sub: 'alice' });
});

it('never lives longer than the token that admitted the request', async () => {
  const app = await startApp({ ticketLifetime: 300, leeway: 10, sessionLifetime: 60 });
  const site = await app.installedSite();
  const session = await app.signIn(site);
  const end = Math.floor(app.clock.now() / 1000) + 60;
  app.clock.pass(55);
  const token = await admit(app.authbeat.api(), '/api/me', bearer(session));
  expect(token.expiresAt).toBeLessThanOrEqual(end + 1);
  const { claims } = decodeToken(app.authbeat.mintUpstreamToken(token));
  expect(claims['exp']).toBeLessThanOrEqual(token.expiresAt + 10);
});

it('says whether the host signed with the current secret or with the previous one', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const before = site.iframe('/foo.html', { life: 600 });
  site.rotateSecret();
  app.clock.pass(1);
  await site.call('installed');
  expect((await admit(app.authbeat.page(), before)).isCurrent).toBe(false);
  expect((await admit(app.authbeat.page(), site.iframe('/foo.html'))).isCurrent).toBe(true);
});

it('mints for tokens of a verdict alone', async () => {
  const app = await startApp();
  const forged = { expiresAt: 4e9, signedContext: {}, isCurrent: true, isLink: false };
  expect(() => app.authbeat.mintUpstreamToken(forged)).toThrow(
    expect.objectContaining({ code: 'argument_invalid' }),
  );
});

it('minted tokens prove nothing at any door of the server', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const url = '/foo.html?x=1';
  const token = await admit(app.authbeat.page(), site.iframe(url));
  const bound = app.authbeat.mintUpstreamToken(token, { request: { method: 'GET', url } });
  const context = app.authbeat.mintUpstreamToken(token);
  expect((await app.get(`${url}&jwt=${bound}`)).status).toBe(401);
  for (const minted of [bound, context]) {
    expect(await refusalOf(await app.post('/authbeat/session', exchangeForm(minted)))).toMatch('401');
    expect(await refusalOf(await app.get('/ace/x', { authorization: `JWT ${minted}` }))).toMatch('401');
    expect(await refusalOf(await app.get('/api/x', bearer(minted)))).toMatch('401');
    const recovery = { subject_token: minted, url: site.iframe(url) };
    expect(await refusalOf(await app.post('/authbeat/recovery', recovery))).toMatch('401');
    const stale = { subject_token: site.context(), url: `${url}&jwt=${minted}` };
    expect(await refusalOf(await app.post('/authbeat/recovery', stale))).toMatch('401');
  }
});

it('distinguishes foreign credentials from forged ones', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const stranger = app.site('not-installed');
  const page = app.authbeat.page();
  const isForeign = async (url: string): Promise<boolean | undefined> => {
    const verdict = await judge(page, url);
    return verdict.admitted ? undefined : (verdict.foreign ?? false);
  };
  const token = await admit(page, site.iframe('/foo.html'));
  const minted = app.authbeat.mintUpstreamToken(token, { request: { method: 'GET', url: '/foo.html' } });
  const { secret } = stranger;
  expect(await isForeign('/foo.html')).toBe(true);
  expect(await isForeign(stranger.iframe('/foo.html'))).toBe(true);
  expect(await isForeign(`/foo.html?jwt=${site.sign({ iss: 'issue-panel', qsh: undefined }, {})}`)).toBe(
    true,
  );
  expect(await isForeign(site.iframe('/foo.html', { secret }))).toBe(false);
  expect(await isForeign(`/foo.html?jwt=${minted}`)).toBe(false);
});
