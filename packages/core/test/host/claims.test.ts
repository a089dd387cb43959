import { describe, expect, it } from 'vitest';
import { CONTEXT_QSH, hasAudience, readHostClaims } from '../../src/index.ts';
import { refusalOf } from '../tokens.ts';

const NOW = 1_800_000_000;
const CLAIMS = { iss: 'client-key', sub: 'account', exp: NOW + 180, iat: NOW, qsh: CONTEXT_QSH };

describe('reading the claims of a host token', () => {
  it('keeps what it knows and drops the rest', () => {
    const claims = { ...CLAIMS, aud: ['https://app.example.com'], nbf: NOW, admin: true, scope: 'all' };
    expect(readHostClaims(claims)).toStrictEqual({
      ...CLAIMS,
      aud: ['https://app.example.com'],
      context: {},
    });
  });

  it('has no sub for an anonymous request', () => {
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
    ['another app', 'https://b.example', 'https://a.example', false],
    ['a longer address', 'https://a.example.evil.example', 'https://a.example', false],
    ['a shorter address', 'https://a', 'https://a.example', false],
    ['other letters', 'https://A.example', 'https://a.example', false],
    ['empty', [], 'https://a.example', false],
    ['any app, where none is expected', 'https://a.example', [], false],
  ])('is %s', (_, aud, expected, accepted) => {
    expect(hasAudience({ aud }, expected)).toBe(accepted);
  });

  it('is missing where there is no aud', () => {
    expect(hasAudience({}, 'https://a.example')).toBe(false);
  });
});
