import { parse } from 'node:querystring';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundUrl } from '../../src/qsh/bound-url.ts';

const URL_OF_TICKET = '/panel?issue=AB-1&user=a+b';

describe('a ticket stays valid', () => {
  it.each([
    ['without a credential', `${URL_OF_TICKET}&jwt=eyJ`],
    ['with the ticket in the place of the token', `/panel?issue=AB-1&authbeat_ticket=eyJ&user=a+b`],
    ['with a credential whose name is encoded', `${URL_OF_TICKET}&j%77t=eyJ`],
    ['with empty pairs', '/panel?&issue=AB-1&&user=a+b&'],
    ['with a space that is encoded in another way', '/panel?issue=AB-1&user=a%20b'],
    ['with unreserved characters of the query encoded', '/panel?%69ssue=%41B%2d1&user=a+b'],
    ['with unreserved characters of the path encoded', '/p%61nel?issue=AB-1&user=a+b'],
  ])('%s', (_, url) => {
    expect(boundUrl(url)).toBe(boundUrl(URL_OF_TICKET));
  });

  it('with hexadecimal digits of the path in another case', () => {
    expect(boundUrl('/a%2fb')).toBe(boundUrl('/a%2Fb'));
  });

  it('with a name without a value, which all parsers read as an empty one', () => {
    expect(boundUrl('/panel?draft')).toBe(boundUrl('/panel?draft='));
  });
});

describe('a ticket is refused', () => {
  it.each([
    ['another path', '/a', '/b'],
    ['a path in another case', '/panel', '/Panel'],
    ['a trailing slash', '/panel', '/panel/'],
    ['a repeated slash', '/a/b', '/a//b'],
    ['a slash that is encoded', '/a/b', '/a%2Fb'],
    ['a question mark that is encoded', '/a?b=1', '/a%3Fb=1'],
    ['a path that is encoded twice', '/a%2Fb', '/a%252Fb'],
    ['a plus sign in the path, which is no space', '/a+b', '/a%20b'],
    ['a parameter more', '/a?x=1', '/a?x=1&admin=1'],
    ['a parameter less', '/a?x=1&y=2', '/a?x=1'],
    ['another value', '/a?x=1', '/a?x=2'],
    ['another case of a name', '/a?x=1', '/a?X=1'],
    ['a value that is encoded twice', '/a?x=%26', '/a?x=%2526'],
    ['parameters in another order', '/a?x=1&y=2', '/a?y=2&x=1'],
    ['one name with its values in another order', '/a?x=1&x=2', '/a?x=2&x=1'],
    ['one name with fewer values', '/a?x=1&x=2', '/a?x=2'],
    ['values that become one', '/a?x=1&x=2', '/a?x=1,2'],
    ['a separator in a value', '/a?x=1&y=2', '/a?x=1%26y=2'],
    ['an equals sign in a name', '/a?x=y=1', '/a?x%3Dy=1'],
    ['a semicolon, which some parsers take for a separator', '/a?x=1&y=2', '/a?x=1;y=2'],
    ['brackets in a name, which some parsers take for a list', '/a?x=1', '/a?x[]=1'],
    ['a name like that of a credential', '/a', '/a?JWT=1'],
    ['a list with the name of a credential', '/a', '/a?jwt[]=1'],
    ['a credential in bytes that are not UTF-8', '/a', '/a?jwt%FF=1'],
    ['bytes that are not UTF-8, which parsers replace', '/a?x=%FF', '/a?x=%EF%BF%BD'],
    ['other bytes that are not UTF-8', '/a?x=%FF', '/a?x=%FE'],
    ['an encoding that is not complete', '/a?x=%2', '/a?x=%252'],
    ['a value that imitates bytes that are not UTF-8', '/a?x=%FF', '/a?x=%7B%22raw%22:%22%25FF%22%7D'],
    ['a value that imitates the end of another', '/a?x=1&y=2', '/a?x=1%22],[%22y%22,%222'],
  ])('for %s', (_, issued, presented) => {
    expect(boundUrl(presented)).not.toBe(boundUrl(issued));
  });
});

/** Pieces of a query, each with others that a careless parser takes for it. */
const PIECES = [
  ['a', '%61', 'A'],
  ['+', '%20', '%2B'],
  ['&', '%26', ';'],
  ['=', '%3D', '%253D'],
  ['%FF', '%ff', '%EF%BF%BD', '%'],
];
const query = fc.array(fc.nat(PIECES.length - 1), { maxLength: 6 }).chain((indexes) => {
  const spelling = fc.tuple(...indexes.map((index) => fc.constantFrom(...(PIECES[index] ?? []))));
  return fc.tuple(spelling, spelling).map((pair) => pair.map((pieces) => pieces.join('')));
});

/** The parameters of a query as two parsers read them. An empty pair is none of them. */
function readParameters(text: string): readonly unknown[] {
  const pairs = text.split('&').filter((pair) => pair !== '');
  const { searchParams } = new URL(`http://app.example.com/?${pairs.join('&')}`);
  return [[...searchParams], Object.entries(parse(pairs.join('&')))];
}

it('two URLs with the same text have the same parameters for every parser', () => {
  fc.assert(
    fc.property(query, ([one = '', other = '']) => {
      const isBound = boundUrl(`/?${one}`) === boundUrl(`/?${other}`);
      const isReadAlike = isDeepStrictEqual(readParameters(one), readParameters(other));
      expect({ isBound, isReadAlike }).not.toEqual({ isBound: true, isReadAlike: false });
    }),
    { numRuns: 5000 },
  );
});

it('any encoding of the same parameters has the same text', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'é', '€', '😀', ' ', '+', '%', '&', '=', '"', '~', '\0'),
    maxLength: 8,
  });
  const parameters = fc.array(fc.record({ value: text, isAllEncoded: fc.boolean() }), { maxLength: 4 });
  const encodeAll = (value: string): string => Buffer.from(value).toString('hex').replaceAll(/../g, '%$&');
  fc.assert(
    fc.property(parameters, (all) => {
      const usual = all.map(({ value }) => `x=${encodeURIComponent(value)}`);
      const other = all.map(({ value, isAllEncoded }) =>
        isAllEncoded ? `%78=${encodeAll(value)}` : `x=${encodeURIComponent(value)}`,
      );
      expect(boundUrl(`/a?${other.join('&')}`)).toBe(boundUrl(`/a?${usual.join('&')}`));
    }),
    { numRuns: 300 },
  );
});
