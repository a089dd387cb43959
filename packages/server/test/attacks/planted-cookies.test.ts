import { expect, it } from 'vitest';
import { exchangeForm, refusalOf, startApp, type TestApp } from '../support/app.ts';
import type { Site } from '../support/site.ts';

/** The name and the token of an account's session in a cookie. */
async function begin(app: TestApp, site: Site, account: string): Promise<{ name: string; token: string }> {
  const response = await app.post('/authbeat/session', exchangeForm(site.context({ account })));
  const { session: name } = (await response.json()) as { session: string };
  const token = /=([\w.-]+);/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
  return { name, token };
}

/** What a request for the session of this name gets, with these cookies. */
async function ask(app: TestApp, name: string, cookie: string): Promise<string> {
  const headers = { cookie, 'x-authbeat-session': name, 'sec-fetch-site': 'same-origin' };
  const response = await app.get('/api/me', headers);
  return response.status === 200 ? 'admitted' : refusalOf(response);
}

it('a session in a cookie that is named after another account is refused', async () => {
  const app = await startApp({ transport: 'cookie' });
  const site = await app.installedSite();
  const [alice, mallory] = [await begin(app, site, 'alice'), await begin(app, site, 'mallory')];
  const cookie = (token: string): string => `__Host-authbeat-${alice.name}=${token}`;
  expect(await ask(app, alice.name, cookie(alice.token))).toBe('admitted');
  expect(await ask(app, alice.name, cookie(mallory.token))).toBe('401 session_invalid');
});

it('a comma in the value of another cookie begins no cookie', async () => {
  const app = await startApp({ transport: 'cookie' });
  const { name, token } = await begin(app, await app.installedSite(), 'alice');
  const cookie = `__Host-authbeat-${name}=${token}`;
  expect(await ask(app, name, `theme=dark,${cookie}`)).toBe('401 session_missing');
  expect(await ask(app, name, `theme=dark,${cookie}; ${cookie}`)).toBe('admitted');
});
