import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLifetime } from '../../src/index.ts';
import { refusalOf } from '../tokens.ts';

const NOW = 1_800_000_000;

describe('the lifetime of a token', () => {
  const check = (claims: object, options: object = {}): void =>
    checkLifetime({ ...claims }, { now: () => NOW * 1000, ...options });

  it('ends 10 seconds after exp by default', () => {
    expect(() => check({ exp: NOW - 9 })).not.toThrow();
    expect(refusalOf(() => check({ exp: NOW - 10 }))).toBe('token_expired: exp');
  });

  it('begins at most 10 seconds before iat and nbf', () => {
    expect(() => check({ exp: NOW + 60, iat: NOW + 10, nbf: NOW + 10 })).not.toThrow();
    expect(refusalOf(() => check({ exp: NOW + 60, iat: NOW + 11 }))).toBe('token_not_yet_valid: iat');
    expect(refusalOf(() => check({ exp: NOW + 60, nbf: NOW + 11 }))).toBe('token_not_yet_valid: nbf');
  });

  it('is never longer than a day, by default', () => {
    expect(() => check({ exp: NOW + 86_410 })).not.toThrow();
    expect(refusalOf(() => check({ exp: NOW + 86_411 }))).toBe('token_claim_invalid: exp');
    expect(refusalOf(() => check({ exp: Number.MAX_VALUE }))).toBe('token_claim_invalid: exp');
  });

  it('follows the limits that it is given, to the second', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -500, max: 500 }),
        fc.nat(60),
        fc.nat(400),
        (life, leeway, maxLifetime) => {
          const outcome =
            life > maxLifetime + leeway
              ? 'token_claim_invalid: exp'
              : life + leeway <= 0
                ? 'token_expired: exp'
                : 'accepted';
          expect(refusalOf(() => check({ exp: NOW + life }, { leeway, maxLifetime }))).toBe(outcome);
        },
      ),
    );
  });

  it.each([
    undefined,
    null,
    '',
    `${NOW + 60}`,
    true,
    [NOW + 60],
    {},
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('is refused where exp is %j', (exp) => {
    expect(refusalOf(() => check({ exp }))).toBe('token_claim_invalid: exp');
  });

  it.each([
    ['iat', null],
    ['iat', 'now'],
    ['iat', Number.NaN],
    ['nbf', '0'],
    ['nbf', false],
  ])('is refused where %s is %j', (name, value) => {
    expect(refusalOf(() => check({ exp: NOW + 60, [name]: value }))).toBe(`token_claim_invalid: ${name}`);
  });

  it.each([{ now: () => Number.NaN }, { leeway: Number.NaN }, { maxLifetime: Number.NaN }])(
    'is refused where the clock or a limit is not a number: %o',
    (options) => {
      expect(() => check({ exp: NOW + 60 }, options)).toThrow('required here');
    },
  );

  it('is compared with the time of day by default', () => {
    const now = Date.now() / 1000;
    expect(() => checkLifetime({ exp: now + 60 })).not.toThrow();
    expect(refusalOf(() => checkLifetime({ exp: now - 60 }))).toBe('token_expired: exp');
  });
});
