import { expect, test } from 'vitest';
import { pageToken } from '../../src/sources/page.ts';
import type { World } from '../../src/world.ts';
import { unsignedJwt } from '../harness/jwt.ts';

const TOKEN = unsignedJwt({ iss: 'app', aud: 'app', sub: 'account', iat: 1_000, exp: 1_900 });

/** A page with that token in it, so many milliseconds after it was requested. */
const pageAt = (ageMs: number): World =>
  ({
    document: { querySelector: () => ({ getAttribute: () => TOKEN }) },
    performance: { now: () => ageMs },
  }) as unknown as World;

test('the lifetime of a page’s token is counted from when the page was requested', () => {
  expect(pageToken('token')(pageAt(100_000))).toEqual({
    token: TOKEN,
    // A second less than the token says: servers round `iat` down.
    expiresIn: 799,
    subject: 'app app account',
  });
});

test('a page’s token that has expired is not used', () => {
  expect(pageToken('token')(pageAt(899_000))).toBeUndefined();
});

test('a page’s token is used once', () => {
  const take = pageToken('token');
  expect(take(pageAt(0))).toBeDefined();
  expect(take(pageAt(0))).toBeUndefined();
});
