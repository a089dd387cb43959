import { expect, it, onTestFinished, vi } from 'vitest';
import { decodeToken, TokenError } from '../../src/index.ts';
import { parseStrictObject } from '../../src/internal/json.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** How often a text makes the parser parse JSON: once at most, whatever its spelling. */
function countParses(text: string): { readonly parsed: boolean; readonly parses: number } {
  const spy = vi.spyOn(JSON, 'parse');
  onTestFinished(() => {
    spy.mockRestore();
  });
  spy.mockClear();
  const parsed = parseStrictObject(encode(text)) !== undefined;
  return { parsed, parses: spy.mock.calls.length };
}

/** What fits into the payload of the largest token. */
const LENGTH = 6000;
const nested = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
const manyKeys = (count: number): string =>
  `{${Array.from({ length: count }, (_, index) => `"${index.toString(36)}":1`).join(',')}}`;

/** The same text in a spelling that `JSON.stringify` does not write. */
const respelt = (text: string): string => `${text} `;

it.each([
  ['lists in lists', nested(LENGTH / 2 - 4)],
  ['lists that do not end', `{"a":${'['.repeat(LENGTH)}`],
  ['objects in objects', `${'{"":'.repeat(LENGTH / 5)}1${'}'.repeat(LENGTH / 5)}`],
  ['keys', manyKeys(LENGTH / 6)],
  ['items', `{"a":[${'1,'.repeat(LENGTH / 2)}1]}`],
  ['small lists', `{"a":[${'[],'.repeat(LENGTH / 3)}[]]}`],
])('8 KB of %s cost one look at each character, and no more', (_name, text) => {
  expect(countParses(text)).toEqual({ parsed: false, parses: 0 });
});

it('no text makes more work than the largest that is accepted', () => {
  expect(countParses(respelt(manyKeys(256)))).toEqual({ parsed: true, parses: 1 });
  expect(countParses(manyKeys(257))).toEqual({ parsed: false, parses: 0 });
  expect(countParses(respelt(nested(15)))).toEqual({ parsed: true, parses: 1 });
  expect(countParses(nested(16))).toEqual({ parsed: false, parses: 0 });
});

it('brackets and commas in a text have no effect', () => {
  const text = JSON.stringify({ a: `"\\${'[{,'.repeat(1000)}`, '[[[[[[[[[[[[[[[[[[': 1 });
  expect(countParses(respelt(text))).toEqual({ parsed: true, parses: 1 });
});

it('a token that is nested too deep is malformed', () => {
  const part = (text: string): string => Buffer.from(text).toString('base64url');
  const token = `${part('{"alg":"HS256"}')}.${part(nested(2900))}.${part('signature')}`;
  expect(() => decodeToken(token)).toThrow(new TokenError('token_malformed'));
});
