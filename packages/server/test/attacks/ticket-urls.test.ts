import { describe, expect, it } from 'vitest';
import { bearer, startApp } from '../support/app.ts';
import { ask } from '../support/doors.ts';

/** Asks for one URL with a ticket that was issued for another. */
async function askWithTicketFor(issued: string, presented: string): Promise<number | undefined> {
  const app = await startApp();
  const session = await app.signIn(await app.installedSite());
  const response = await app.post('/authbeat/ticket', { url: issued }, bearer(session));
  const { url } = (await response.json()) as { url: string };
  const [, ticket = ''] = url.split('authbeat_ticket=');
  const mark = presented.includes('?') ? '&' : '?';
  return ask(app, `${presented}${mark}authbeat_ticket=${ticket}`);
}

describe('a ticket for one URL does not open', () => {
  it.each([
    ['the same values in another order', '/api/x?a=1&a=2', '/api/x?a=2&a=1'],
    ['the same names in another order', '/api/x?a=1&b=2', '/api/x?b=2&a=1'],
    ['a comma where there were two values', '/api/x?a=1&a=2', '/api/x?a=1,2'],
    ['another byte that is no UTF-8', '/api/x?a=%FF', '/api/x?a=%FE'],
    ['the replacement character', '/api/x?a=%FF', '/api/x?a=%EF%BF%BD'],
    ['text that was encoded, where decoders disagree', '/api/x?a=%25zz%41', '/api/x?a=%zz%41'],
    ['a plus sign where it was encoded', '/api/x?q=a%2Bb', '/api/x?q=a+b'],
    ['a trailing slash', '/api/x/', '/api/x'],
    ['a slash where it was encoded', '/api/a%2Fb', '/api/a/b'],
    ['a semicolon where it was encoded', '/api/a%3Bb=1', '/api/a;b=1'],
    ['another case of the path', '/api/x', '/api/X'],
    ['an added parameter', '/api/x?a=1', '/api/x?a=1&a=1'],
    ['a nameless parameter', '/api/x?a=1', '/api/x?a=1&=1'],
  ])('%s', async (_name, issued, presented) => {
    expect(await askWithTicketFor(issued, presented)).toBe(401);
  });
});

describe('a ticket still opens its URL when a proxy', () => {
  it.each([
    ['encodes unreserved characters', '/api/a~b-c?q=a-b~c', '/api/a%7Eb%2Dc?q=a%2Db%7Ec'],
    ['decodes unreserved characters', '/api/%61%7Eb?%71=%61', '/api/a~b?q=a'],
    ['writes hexadecimal digits in upper case', '/api/a%2fb?q=%c3%a9', '/api/a%2Fb?q=%C3%A9'],
    ['writes a space in another way', '/api/x?q=a+b', '/api/x?q=a%20b'],
    ['drops an empty pair', '/api/x?a=1&&b=2&', '/api/x?a=1&b=2'],
  ])('%s', async (_name, issued, presented) => {
    expect(await askWithTicketFor(issued, presented)).toBe(200);
  });
});
