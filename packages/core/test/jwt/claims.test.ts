import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLifetime, CONTEXT_QSH, hasAudience, readHostClaims } from '../../src/index.ts';
import { refusalOf } from '../tokens.ts';

const NOW = 1_800_000_000;
const CLAIMS = { iss: 'client-key', sub: 'account', exp: NOW + 180, iat: NOW, qsh: CONTEXT_QSH };

describe('reading the claims of a host', () => {
  it('keeps what it knows and drops the rest', () => {
    const claims = { ...CLAIMS, aud: ['https://app.example.com'], nbf: NOW, admin: true, scope: 'all' };
    expect(readHostClaims(claims)).toStrictEqual({
      ...CLAIMS,
      aud: ['https://app.example.com'],
      context: {},
    });
  });

  it('takes nobody for signed in where there is no sub', () => {
    const { sub: _, ...anonymous } = CLAIMS;
    expect(readHostClaims(anonymous)).not.toHaveProperty('sub');
  });

  const noName = [null, 0, 1, true, '', [], ['client-key'], {}, 'x'.repeat(256)];
  const noTime = [null, '1800000000', true, [], [NOW], {}, -1, Number.NaN, Number.POSITIVE_INFINITY];
  const noAudience = [null, 1, {}, [1], ['a', null]];
  it.each([
    ...['iss', 'exp', 'qsh'].map((name) => [name, undefined] as const),
    ...['iss', 'sub', 'qsh'].flatMap((name) => noName.map((value) => [name, value] as const)),
    ...['exp', 'iat', 'nbf'].flatMap((name) => noTime.map((value) => [name, value] as const)),
    ...noAudience.map((value) => ['aud', value] as const),
  ])('refuses %s with the value %j', (name, value) => {
    expect(refusalOf(() => readHostClaims({ ...CLAIMS, [name]: value }))).toBe(
      `token_claim_invalid: ${name}`,
    );
  });
});

describe('the lifetime of a token', () => {
  const check = (claims: object, options: object = {}): void =>
    checkLifetime({ ...claims }, { now: NOW, ...options });

  it('ends 10 seconds after exp by default', () => {
    expect(() => check({ exp: NOW - 9 })).not.toThrow();
    expect(refusalOf(() => check({ exp: NOW - 10 }))).toBe('token_expired: exp');
  });

  it('has begun when iat and nbf lie at most 10 seconds ahead', () => {
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
  ])('is not known where exp is %j', (exp) => {
    expect(refusalOf(() => check({ exp }))).toBe('token_claim_invalid: exp');
  });

  it.each([
    ['iat', null],
    ['iat', 'now'],
    ['iat', Number.NaN],
    ['nbf', '0'],
    ['nbf', false],
  ])('is not known where %s is %j', (name, value) => {
    expect(refusalOf(() => check({ exp: NOW + 60, [name]: value }))).toBe(`token_claim_invalid: ${name}`);
  });

  it.each([{ now: Number.NaN }, { leeway: Number.NaN }, { maxLifetime: Number.NaN }])(
    'is over where the clock or a limit is not a number: %j',
    (options) => {
      expect(() => check({ exp: NOW + 60 }, options)).toThrow('required here');
    },
  );
});

describe('the audience of a token', () => {
  it.each([
    ['one that is expected', 'https://a.example', 'https://a.example', true],
    [
      'several of which one is expected',
      ['https://b.example', 'https://a.example'],
      'https://a.example',
      true,
    ],
    [
      'one of several that are expected',
      'https://a.example',
      ['https://b.example', 'https://a.example'],
      true,
    ],
    ['somebody else', 'https://b.example', 'https://a.example', false],
    ['a longer address', 'https://a.example.evil.example', 'https://a.example', false],
    ['a shorter address', 'https://a', 'https://a.example', false],
    ['other letters', 'https://A.example', 'https://a.example', false],
    ['nobody', [], 'https://a.example', false],
    ['anybody, where nobody is expected', 'https://a.example', [], false],
  ])('is %s', (_, aud, expected, accepted) => {
    expect(hasAudience({ aud }, expected)).toBe(accepted);
  });

  it('is nobody where there is no aud', () => {
    expect(hasAudience({}, 'https://a.example')).toBe(false);
  });
});
