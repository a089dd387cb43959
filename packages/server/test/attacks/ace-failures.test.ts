/*
 * What atlassian-connect-express 11.5.3 does with bad input, each as a request that must end otherwise here.
 * The other entries of that list are in the files of their attacks.
 */
import { createServer, request as send } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { bearer, exchangeForm, refusalOf, startApp, type TestApp } from '../support/app.ts';
import { exchangeWith, installWith } from '../support/doors.ts';
import { listen } from '../support/listen.ts';

const PAGE = '/foo.html?a=1';

it('two jwt parameters, or one of another shape, are refused in our own words', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const token = site.bound('GET', PAGE);
  for (const url of [
    `${PAGE}&jwt=${token}&jwt=${token}`,
    `${PAGE}&jwt[x]=1`,
    `${PAGE}&jwt[]=1`,
    `${PAGE}&jwt`,
  ]) {
    const response = await app.get(url);
    expect([400, 401]).toContain(response.status);
    expect(await response.text()).not.toMatch(/split|function|undefined|Error/);
  }
});

it('a wrong signature is a 401, and nothing of the token comes back', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const token = site.context({ secret: 'x'.repeat(64), claims: { note: 'reflect-me' } });
  const installed = app.events.length;
  const response = await app.post('/authbeat/session', exchangeForm(token));
  expect(response.status).toBe(401);
  const events = app.events.slice(installed);
  expect(events).toHaveLength(1);
  const text = (await response.text()) + JSON.stringify([...response.headers]) + JSON.stringify(events);
  for (const part of ['reflect-me', site.clientKey, ...token.split('.')]) expect(text).not.toContain(part);
});

it('whatever a caller accepts, a refusal is a 401 that says so', async () => {
  const app = await startApp();
  for (const accept of ['image/png', 'application/xml', '', 'nonsense']) {
    expect((await app.get(PAGE, { accept })).status).toBe(401);
    expect(await refusalOf(await app.get('/api/me', { accept }))).toBe('401 session_missing');
  }
});

it('an iframe token opens no API, and a session that is shown again brings no new one', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  expect((await app.get('/ace/me', { authorization: `JWT ${site.bound('GET', '/ace/me')}` })).status).toBe(
    401,
  );
  const response = await app.get('/api/me', bearer(await app.signIn(site)));
  expect(response.headers.get('x-acpt')).toBeNull();
  expect(JSON.stringify(await response.json())).not.toContain('eyJ');
});

it('an install with an audience of numbers gets a response', async () => {
  const app = await startApp();
  const site = app.site('tenant-a');
  for (const aud of [[5], 5, {}, [null], []]) {
    const token = await site.lifecycleToken('/authbeat/installed', { aud });
    expect(await installWith(app, token, site.lifecycleBody('installed'))).toBe('401 host_token_invalid');
  }
});

it('an audience never names the tenant', async () => {
  const app = await startApp();
  const site = await app.installedSite('tenant-a');
  const claims = { iss: 'somebody-else', aud: [site.clientKey] };
  expect(await exchangeWith(app, site.context({ claims }))).toBe('401 host_token_invalid');
});

it('a key server that does not respond is waited for only until a timeout', async () => {
  const silent = await listen(createServer(() => undefined));
  onTestFinished(async () => silent.close());
  const app = await startApp({ installKeyServers: [silent.origin], installKeyTimeout: 0.1 });
  const site = app.site('tenant-a');
  expect(await refusalOf(await site.call('installed'))).toBe('503 unavailable');
});

it('a body of which half never arrives keeps nothing waiting but itself', async () => {
  const app = await startApp();
  const half = send(`${app.baseUrl}/authbeat/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '1000' },
  });
  half.on('error', () => undefined);
  half.write('grant_type=');
  expect((await app.get('/api/me')).status).toBe(401);
  half.destroy();
});

it('a shared secret is in no log and no response when a signed install is for another URL', async () => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const token = await site.lifecycleToken('/authbeat/uninstalled');
  expect(await installWith(app, token, site.lifecycleBody('installed'))).toBe('401 host_token_invalid');
  expect(JSON.stringify(app.events)).not.toContain(site.secret);
});

const REFUSALS: readonly (readonly [string, (app: TestApp) => Promise<Response>])[] = [
  ['a page', async (app) => app.get(PAGE)],
  ['an API', async (app) => app.get('/api/me')],
  ['the exchange', async (app) => app.post('/authbeat/session', exchangeForm('x'))],
  ['the heartbeat', async (app) => app.post('/authbeat/heartbeat', {})],
  ['a lifecycle call', async (app) => app.site('x').call('enabled')],
];

it.each(REFUSALS)('a refusal of %s has a challenge and is never cached', async (_name, knock) => {
  const response = await knock(await startApp());
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="authbeat"/);
  expect(response.headers.get('cache-control')).toBe('no-store');
});
