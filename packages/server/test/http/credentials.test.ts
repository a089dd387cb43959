import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { queryCredentials } from '../../src/http/credentials.ts';
import { withoutCredentials } from '../../src/index.ts';

describe('a URL without its credentials', () => {
  it.each([
    ['/a', '/a'],
    ['/a?', '/a?'],
    ['/a?jwt=x', '/a'],
    ['/a?b=1&jwt=x&c=%2f', '/a?b=1&c=%2f'],
    ['/a?b=1&&j%77t=x', '/a?b=1&'],
    ['/a?authbeat%5Fticket=x&b=+', '/a?b=+'],
    ['/a?jwt', '/a'],
    ['/a?xjwt=1&jwtx=2', '/a?xjwt=1&jwtx=2'],
  ])('of %s is %s', (url, expected) => {
    expect(withoutCredentials(url)).toBe(expected);
  });
});

it('16 KB of names that no decoder accepts are looked at, and not parsed one by one', () => {
  const parser = vi.spyOn(globalThis, 'URLSearchParams');
  onTestFinished(() => {
    parser.mockRestore();
  });
  expect(queryCredentials(`/a?${'%FF&'.repeat(4000)}j%77t=x`)).toEqual([{ place: 'query-jwt', token: 'x' }]);
  expect(parser.mock.calls.length).toBeLessThan(2);
});
