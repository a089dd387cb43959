import { expect, it } from 'vitest';
import { startApp } from '../support/app.ts';

it.each([
  ['a space as a plus sign', '/foo.html?q=a%20b', '/foo.html?q=a+b'],
  ['hexadecimal digits in lower case', '/foo.html?q=%2F', '/foo.html?q=%2f'],
  ['another order of names', '/foo.html?a=1&b=2', '/foo.html?b=2&a=1'],
])('%s is the same URL', async (_name, signed, sent) => {
  const app = await startApp();
  const site = await app.installedSite();
  const [, token = ''] = site.iframe(signed).split('jwt=');
  expect((await app.get(`${sent}&jwt=${token}`)).status).toBe(200);
});

it.each([
  ['another value', '/foo.html?a=1', '/foo.html?a=2'],
  ['an added parameter', '/foo.html?a=1', '/foo.html?a=1&admin=1'],
  ['a removed parameter', '/foo.html?a=1&b=2', '/foo.html?a=1'],
  ['a repeated parameter', '/foo.html?a=1', '/foo.html?a=1&a=1'],
  ['a comma where there were two values', '/foo.html?a=1&a=2', '/foo.html?a=1,2'],
  ['another case of a name', '/foo.html?a=1', '/foo.html?A=1'],
  ['a plus sign where it was encoded', '/foo.html?q=a%2Bb', '/foo.html?q=a+b'],
  ['another path', '/foo.html?a=1', '/other.html?a=1'],
  ['a parameter called JWT', '/foo.html?a=1', '/foo.html?a=1&JWT=x'],
  ['a ticket’s parameter, which hosts do sign', '/foo.html?authbeat_ticket=x', '/foo.html?'],
])('%s is another URL', async (_name, signed, sent) => {
  const app = await startApp();
  const site = await app.installedSite();
  const [, token = ''] = site.iframe(signed).split('jwt=');
  expect((await app.get(`${sent}&jwt=${token}`)).status).toBeGreaterThanOrEqual(400);
});

it('a parameter that merely decodes to jwt is a credential too', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  expect((await app.get(`${site.iframe('/foo.html')}&%6Awt=x`)).status).toBe(400);
});
