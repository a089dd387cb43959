import { createHash } from 'node:crypto';
import * as atlassianJwt from 'atlassian-jwt';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalRequest, CONTEXT_QSH, matchesQueryStringHash, queryStringHash } from '../../src/index.ts';

const REQUEST = { method: 'GET', url: '/panel?b[]=2&bA=1', baseUrl: 'https://app.example.com' };
const parameters = fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.string({ maxLength: 3 }), {
  maxKeys: 6,
});

function requestTo(query: Record<string, string>): typeof REQUEST {
  return { ...REQUEST, url: `/panel?${new URLSearchParams(query)}` };
}

describe('a query string hash', () => {
  it('is the SHA-256 of the canonical request', () => {
    expect(queryStringHash(REQUEST)).toBe(
      createHash('sha256').update(canonicalRequest(REQUEST)).digest('hex'),
    );
  });

  it('is the one that atlassian-jwt makes, with names in raw order', () => {
    const { method, url, baseUrl } = REQUEST;
    const request = atlassianJwt.fromMethodAndUrl(method, url);
    expect(queryStringHash({ ...REQUEST, order: 'raw' })).toBe(
      atlassianJwt.createQueryStringHash(request, false, baseUrl),
    );
  });
});

describe('matching a query string hash', () => {
  it('accepts both orders of names', () => {
    const hashes = (['encoded', 'raw'] as const).map((order) => queryStringHash({ ...REQUEST, order }));
    expect(new Set(hashes).size).toBe(2);
    expect(hashes.map((qsh) => matchesQueryStringHash(qsh, REQUEST))).toStrictEqual([true, true]);
  });

  it('does not depend on the order of the parameters on the wire, nor on the token', () => {
    fc.assert(
      fc.property(parameters, fc.string(), (query, jwt) => {
        const turned = Object.fromEntries(Object.entries(query).toReversed());
        const qsh = queryStringHash(requestTo(query));
        expect(matchesQueryStringHash(qsh, requestTo({ ...turned, jwt }))).toBe(true);
      }),
    );
  });

  it('refuses every other set of parameters', () => {
    fc.assert(
      fc.property(parameters, parameters, (query, other) => {
        const sorted = (values: object): string => {
          const pairs = Object.entries(values).map((pair) => JSON.stringify(pair));
          return pairs.toSorted((a, b) => (a < b ? -1 : 1)).join('&');
        };
        const { jwt: _, ...own } = query;
        const { jwt: __, ...foreign } = other;
        fc.pre(sorted(own) !== sorted(foreign));
        expect(matchesQueryStringHash(queryStringHash(requestTo(own)), requestTo(foreign))).toBe(false);
      }),
    );
  });

  it.each([
    ['another method', { method: 'POST' }],
    ['another path', { url: '/panels?b[]=2&bA=1' }],
    ['a path below', { url: '/panel/x?b[]=2&bA=1' }],
    ['another value', { url: '/panel?b[]=2&bA=2' }],
    ['one parameter more', { url: '/panel?b[]=2&bA=1&c=' }],
    ['one parameter less', { url: '/panel?b[]=2' }],
    ['one value more', { url: '/panel?b[]=2&bA=1&bA=1' }],
  ])('refuses %s', (_, change) => {
    expect(matchesQueryStringHash(queryStringHash(REQUEST), { ...REQUEST, ...change })).toBe(false);
  });

  it.each([
    '',
    CONTEXT_QSH,
    queryStringHash(REQUEST).toUpperCase(),
    `${queryStringHash(REQUEST)} `,
    'é'.repeat(32),
  ])('refuses "%s", which is no hash of the request', (qsh) => {
    expect(matchesQueryStringHash(qsh, REQUEST)).toBe(false);
  });
});
