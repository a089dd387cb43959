import { expect, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { exchangeWith } from '../support/doors.ts';

it.each<[string, (now: number) => object]>([
  ['no exp', () => ({ exp: undefined })],
  ['an exp that is text', (now) => ({ exp: String(now + 60) })],
  ['an exp that is a list', (now) => ({ exp: [now + 60] })],
  ['an exp that is null', () => ({ exp: null })],
  ['an exp in the far future', (now) => ({ exp: now + 1_000_000 })],
  ['an exp in milliseconds', (now) => ({ exp: now * 1000 })],
  ['a negative exp', () => ({ exp: -1 })],
  ['an iat an hour ahead', (now) => ({ iat: now + 3600, exp: now + 7200 })],
  ['an iat that is text', (now) => ({ iat: String(now) })],
  ['an nbf an hour ahead', (now) => ({ nbf: now + 3600 })],
  ['an nbf that is text', () => ({ nbf: 'tomorrow' })],
])('a token with %s is refused', async (_name, claimsOf) => {
  const app = await startApp({ leeway: 60 });
  const site = await app.installedSite();
  const claims = { ...claimsOf(Math.floor(app.clock.now() / 1000)) };
  expect(await exchangeWith(app, site.context({ claims }))).toBe('401 host_token_invalid');
});

it.each([0, 10, 60])('a leeway of %i seconds holds in both directions', async (leeway) => {
  const app = await startApp({ leeway });
  const site = await app.installedSite();
  const now = Math.floor(app.clock.now() / 1000);
  const at = async (claims: Record<string, number>): Promise<string> =>
    exchangeWith(app, site.context({ claims }));
  expect(await at({ exp: now - leeway + 1 })).toBe('admitted');
  expect(await at({ exp: now - leeway })).toBe('401 host_token_expired');
  expect(await at({ iat: now + leeway })).toBe('admitted');
  expect(await at({ iat: now + leeway + 1 })).toBe('401 host_token_invalid');
});
