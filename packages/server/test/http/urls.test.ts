import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queryCredentials, replaceCredential } from '../../src/http/credentials.ts';
import { isSafeUrl, requireLocalUrl } from '../../src/http/safe-url.ts';

const BASE_URL = 'https://app.example.com';

function isLocal(url: string): boolean {
  try {
    requireLocalUrl(url, BASE_URL);
    return true;
  } catch {
    return false;
  }
}

/** Text with many of the characters that URL parsers read differently. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('/', '\\', '//', '?', '#', '\t', '\n', ' ', ':', '@', '.', '%2f', 'https:', 'evil'),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(''));

describe('a local URL', () => {
  it('stays on the app’s own origin, by every URL parser', () => {
    fc.assert(
      fc.property(fc.tuple(fc.constantFrom('', '/'), hostile), ([start, rest]) => {
        const url = start + rest;
        if (!isLocal(url)) return;
        expect(new URL(url, BASE_URL).origin).toBe(BASE_URL);
        expect(new URL(url, `${BASE_URL}/some/page?x=1`).origin).toBe(BASE_URL);
      }),
      { numRuns: 5000 },
    );
  });

  it('has at most 16 384 characters', () => {
    expect(isLocal(`/${'x'.repeat(16_383)}`)).toBe(true);
    expect(isLocal(`/${'x'.repeat(16_384)}`)).toBe(false);
  });

  it('may be any path and query that a browser sends', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
        const url = new URL(
          `${path.startsWith('/') ? path : `/${path}`}?${query}`.replace(/^\/+/, '/'),
          BASE_URL,
        );
        expect(isLocal(url.pathname.replace(/^\/+/, '/') + url.search)).toBe(true);
      }),
    );
  });
});

describe('replacing a credential', () => {
  const names = fc.constantFrom('a', 'b', 'jwt', '%6Awt', 'authbeat_ticket', 'JWT', 'xjwt', '');
  const pairs = fc.array(fc.tuple(names, fc.webQueryParameters()).map(([name, value]) => `${name}=${value}`));

  it('leaves exactly one, the ticket, and every other parameter byte for byte', () => {
    fc.assert(
      fc.property(pairs, (given) => {
        const replaced = replaceCredential(`/page?${given.join('&')}`, 'new.ticket');
        expect(queryCredentials(replaced)).toEqual([{ place: 'query-ticket', token: 'new.ticket' }]);
        const kept = given
          .flatMap((pair) => pair.split('&'))
          .filter((pair) => pair !== '' && queryCredentials(`?${pair}`).length === 0);
        expect(replaced).toBe(`/page?${[...kept, 'authbeat_ticket=new.ticket'].join('&')}`);
      }),
    );
  });
});

describe('a safe URL', () => {
  it.each([
    'https://example.com',
    'https://example.com/path',
    'http://localhost:3000',
    'http://jira.localhost',
    'http://127.0.0.1',
    'http://[::1]:80',
    'https://[2001:db8::1]',
  ])('is %s', (url) => expect(isSafeUrl(url)).toBe(true));

  it.each([
    'http://example.com',
    'https://a:b@example.com',
    'https://example.com?x',
    'https://example.com#x',
    'ftp://localhost',
    'javascript:1',
    '',
    5,
    null,
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'https://*',
    'https://a;script-src-elem',
    'https://a,default-src',
    "https://'none'",
  ])('is not %j', (url) => expect(isSafeUrl(url)).toBe(false));
});
