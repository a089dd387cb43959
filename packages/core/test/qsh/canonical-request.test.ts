import * as atlassianJwt from 'atlassian-jwt';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalRequest } from '../../src/index.ts';

const BASE = 'https://app.example.com';

/** Text as a browser, a host or a careless proxy may write it: each character plain or percent-encoded. */
function wire(plain: string): fc.Arbitrary<string> {
  const encoded = fc
    .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }), fc.boolean())
    .map(([text, lower]) => (lower ? encodeAll(text).toLowerCase() : encodeAll(text)));
  return fc
    .array(fc.oneof(fc.constantFrom(...plain.split('')), encoded), { maxLength: 6 })
    .map((units) => units.join(''));
}

function encodeAll(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`)
    .join('');
}

// Node's legacy `url.parse`, through which the library reads a URL, encodes apostrophes in a path, and also what no
// URL may hold: spaces, quotes, braces, backslashes, carets, bars and raw characters beyond ASCII. Core takes a URL as
// it stands on the wire, so none of these is among the characters below.
const path = fc
  .array(wire('abZ09-._~!$&()*+,;=:@'), { maxLength: 4 })
  .map((segments) => `/${segments.join('/')}`);
const name = fc.oneof(
  wire('abAB09-._~[]!*:@/?;,+'),
  fc.constantFrom('jwt', 'JWT', 'b[]', 'bA', 'é', 'lic', 'toString'),
);
const pair = fc
  .tuple(name, fc.option(wire('abAB09-._~!*:@/?;,+=')))
  .map(([key, value]) => (value === null ? encodeURI(key) : `${encodeURI(key)}=${value}`));
// The library's parser keeps the first 1,000 parameters of a query and drops the rest.
const query = fc
  .array(pair, { maxLength: 8 })
  .map((pairs) => (pairs.length > 0 ? `?${pairs.join('&')}` : ''));
const method = fc.constantFrom('GET', 'get', 'Post', 'PUT', 'DELETE');
const basePath = fc.constantFrom('', '/ctx', '/con', '/a/b');

function reference(verb: string, url: string, baseUrl: string): string {
  return atlassianJwt.createCanonicalRequest(atlassianJwt.fromMethodAndUrl(verb, url), false, baseUrl);
}

describe('a canonical request beside atlassian-jwt', () => {
  it('is the same for every URL, with names in raw order', () => {
    fc.assert(
      fc.property(method, basePath, path, query, (verb, base, local, search) => {
        // A path that begins with two slashes is a host to the library's parser.
        fc.pre(!`${base}${local}`.startsWith('//'));
        const url = `${base}${local}${search}`;
        const request = { method: verb, url, baseUrl: BASE + base };
        expect(canonicalRequest({ ...request, order: 'raw' })).toBe(reference(verb, url, BASE + base));
        expect(canonicalRequest({ ...request, url: BASE + url, order: 'raw' })).toBe(
          reference(verb, BASE + url, BASE + base),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('has the same parameters in both orders of names', () => {
    fc.assert(
      fc.property(path, query, (local, search) => {
        const url = local + search;
        const [encoded, raw] = (['encoded', 'raw'] as const).map((order) => {
          const [, , ...parameters] = canonicalRequest({ method: 'GET', url, baseUrl: BASE, order }).split(
            '&',
          );
          return parameters;
        });
        expect(encoded?.toSorted()).toStrictEqual(raw?.toSorted());
      }),
    );
  });

  it('orders names by their encoded form by default, and by their raw form on request', () => {
    const request = { method: 'GET', url: '/p?b[]=1&bA=2&%C3%A9=3&z=4', baseUrl: BASE };
    expect(canonicalRequest(request)).toBe('GET&/p&%C3%A9=3&b%5B%5D=1&bA=2&z=4');
    expect(canonicalRequest({ ...request, order: 'raw' })).toBe('GET&/p&bA=2&b%5B%5D=1&z=4&%C3%A9=3');
  });
});

describe('a canonical request', () => {
  const canonical = (url: string, options: object = {}): string =>
    canonicalRequest({ method: 'GET', url, baseUrl: BASE, ...options });

  it.each([
    ['a plus as a space', '/p?a=x+y', 'GET&/p&a=x%20y'],
    ['an encoded space as a space', '/p?a=x%20y', 'GET&/p&a=x%20y'],
    ['an encoded plus as a plus', '/p?a=x%2By', 'GET&/p&a=x%2By'],
    ['repeated values in order', '/p?a=2&b=0&a=1', 'GET&/p&a=1,2&b=0'],
    ['a comma in a value apart from one between values', '/p?a=1,2&a=3', 'GET&/p&a=1%2C2,3'],
    ['a missing value as an empty one', '/p?a', 'GET&/p&a='],
    ['a nameless parameter', '/p?=1', 'GET&/p&=1'],
    ['no query and an empty one alike', '/p?&&', 'GET&/p&'],
    ['a tilde plain and an asterisk encoded', '/p?a=~*', 'GET&/p&a=~%2A'],
    ['characters beyond ASCII', '/p?a=%e2%82%ac', 'GET&/p&a=%E2%82%AC'],
    ['an emoji', '/p?a=%F0%9F%98%80', 'GET&/p&a=%F0%9F%98%80'],
    ['percent-encoding in a path as it stands', '/a%2fb', 'GET&/a%2fb&'],
    ['one trailing slash as none', '/p/', 'GET&/p&'],
    ['a second trailing slash', '/p//', 'GET&/p/&'],
    ['an ampersand in a path', '/a&b', 'GET&/a%26b&'],
    ['no jwt', '/p?jwt=x&a=1', 'GET&/p&a=1'],
    ['an encoded jwt as none', '/p?j%77t=x&a=1', 'GET&/p&a=1'],
    ['a JWT in capitals', '/p?JWT=x', 'GET&/p&JWT=x'],
    ['no fragment', '/p?a=1#b=2', 'GET&/p&a=1'],
    ['a value that is no percent-encoding', '/p?a=%zz%', 'GET&/p&a=%25zz%25'],
    ['__proto__ as any other name', '/p?__proto__=1', 'GET&/p&__proto__=1'],
  ])('has %s', (_, url, expected) => {
    expect(canonical(url)).toBe(expected);
  });

  it('leaves out the parameters in `without`, however they are encoded', () => {
    const url = '/p?authbeat_ticket=x&authbeat%5Fticket=y&a=1';
    expect(canonical(url, { without: ['authbeat_ticket'] })).toBe('GET&/p&a=1');
    expect(canonical('/p?authbeat_ticket=x')).toBe('GET&/p&authbeat_ticket=x');
  });

  it('is made of any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (url, baseUrl) => {
        expect(canonical(url, { baseUrl })).toMatch(/^GET&\//);
      }),
    );
    // A lone surrogate has no encoding of its own.
    expect(canonical('/p?\ud800=\udc00')).toBe('GET&/p&%EF%BF%BD=%EF%BF%BD');
  });

  // Far longer than any URL that a server accepts: anything quadratic would run into the test's time limit.
  it.each([
    ['one name again and again', `/p?${'a&'.repeat(20_000)}`],
    ['many names', `/p?${Array.from({ length: 10_000 }, (_, index) => `n${index}=${index}`).join('&')}`],
    ['ampersands alone', `/p?${'&'.repeat(200_000)}`],
    ['equals signs alone', `/p?${'='.repeat(200_000)}`],
    ['broken percent-encoding', `/p?a=${'%'.repeat(200_000)}`],
    ['slashes alone', '/'.repeat(200_000)],
    ['ampersands in the path', `/${'&'.repeat(50_000)}`],
    ['number signs', `/p${'#'.repeat(200_000)}`],
    ['a scheme without end', `${'a'.repeat(200_000)}:`],
  ])('ends in time for %s', (_, url) => {
    expect(canonical(url)).toMatch(/^GET&\//);
  });
});
