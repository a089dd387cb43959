import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createKeyRing } from '../../src/tokens/keys.ts';
import { APP_KEY, startApp } from '../support/app.ts';
import { callWith, exchangeWith, installWith } from '../support/doors.ts';

it('a token of one tenant is no token of another', async () => {
  const app = await startApp();
  const [a, b] = [await app.installedSite('a'), await app.installedSite('b')];
  expect(await exchangeWith(app, a.context({ claims: { iss: b.clientKey } }))).toBe('401 host_token_invalid');
  expect((await app.get(a.iframe('/foo.html', { claims: { iss: b.clientKey } }))).status).toBe(401);
});

it.each([{ clientKey: 'a' }, ['a'], ['a', 'b'], 5, null, true, '', 'x'.repeat(300), '\ud800'])(
  'an issuer of %j is refused like any other unknown tenant',
  async (iss) => {
    const app = await startApp();
    const site = await app.installedSite('a');
    expect(await exchangeWith(app, site.context({ claims: { iss } }))).toBe('401 host_token_invalid');
  },
);

it.each(['__proto__', 'constructor', 'toString', 'a:b', "a' OR 1=1 --", '../a', '☃'])(
  'a tenant may be named %j, and is unknown until it is installed',
  async (clientKey) => {
    const app = await startApp();
    const site = app.site(clientKey);
    expect(await exchangeWith(app, site.context())).toBe('401 host_token_invalid');
    const token = await site.lifecycleToken('/authbeat/installed');
    const body = { ...site.lifecycleBody('installed'), baseUrl: 'https://example.atlassian.net' };
    expect(await installWith(app, token, body)).toBe('admitted');
    expect(await exchangeWith(app, site.context())).toBe('admitted');
  },
);

it('a session of another app with the same key is refused', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const keys = createKeyRing([app.sessionKey]);
  const exp = Math.floor(app.clock.now() / 1000) + 60;
  const claims = {
    tid: site.clientKey,
    generation: 0,
    context: {},
    sid: randomUUID(),
    begun_at: exp,
    vouched_at: exp,
    exp,
  };
  const session = (iss: string, aud: unknown): string => keys.sign('session', { ...claims, iss, aud });
  expect(await callWith(app, session(APP_KEY, app.baseUrl))).toBe('admitted');
  expect(await callWith(app, session('other-app', app.baseUrl))).toBe('401 session_invalid');
  expect(await callWith(app, session(APP_KEY, APP_KEY))).toBe('401 session_invalid');
  expect(await callWith(app, session(APP_KEY, 'other-app'))).toBe('401 session_invalid');
  expect(await callWith(app, session(APP_KEY, [app.baseUrl, 'other-app']))).toBe('401 session_invalid');
});

it('an install that is meant for another app’s base URL is refused', async () => {
  const app = await startApp();
  const site = app.site('a');
  const token = await site.lifecycleToken('/authbeat/installed', { aud: ['https://other.example.com'] });
  expect(await installWith(app, token, site.lifecycleBody('installed'))).toBe('401 host_token_invalid');
});

it('an install that is meant for another app’s key is refused', async () => {
  const app = await startApp();
  const site = app.site('a');
  const token = await site.lifecycleToken('/authbeat/installed');
  const body = { ...site.lifecycleBody('installed'), key: 'other-app' };
  expect(await installWith(app, token, body)).toBe('401 host_token_invalid');
});
