import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeToken, MAX_TOKEN_LENGTH, signHs256, TokenError, verifyHs256 } from '../../src/index.ts';
import { SECRET } from '../keys.ts';
import { anyClaims, refusalOf, forge, part } from '../tokens.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('');
const HEADER = { typ: 'JWT', alg: 'HS256' };
const CLAIMS = { iss: 'tenant', exp: 2_000_000_000 };
const TOKEN = signHs256(CLAIMS, SECRET);
const [HEADER_PART = '', PAYLOAD_PART = '', SIGNATURE_PART = ''] = TOKEN.split('.');

describe('decoding a token', () => {
  it('returns the header, the claims, the signing input and the signature', () => {
    fc.assert(
      fc.property(anyClaims, fc.string({ maxLength: 40 }), (claims, kid) => {
        const token = forge({ ...HEADER, kid }, claims);
        const signingInput = token.slice(0, token.lastIndexOf('.'));
        expect(decodeToken(token)).toStrictEqual({
          header: { ...HEADER, kid },
          claims,
          signingInput,
          signature: createHmac('sha256', SECRET).update(signingInput).digest(),
        });
      }),
    );
  });

  it('throws only TokenError, for any input', () => {
    const parts = fc.array(fc.oneof(fc.base64String(), fc.string(), fc.json().map(part)), { maxLength: 5 });
    const token = fc.oneof(
      parts.map((list) => list.join('.')),
      fc.string({ unit: 'binary' }),
      fc.anything(),
    );
    fc.assert(
      fc.property(token, (value) => {
        expect(refusalOf(() => decodeToken(value as string))).toMatch(/^(?:accepted|token_)/);
      }),
    );
  });

  it.each([undefined, null, 1, {}, [TOKEN], [TOKEN, TOKEN], { length: 1 }])(
    'refuses %j, which is no text',
    (value) => {
      expect(refusalOf(() => decodeToken(value as unknown as string))).toBe('token_malformed');
    },
  );
});

describe('the form of a token', () => {
  it.each([
    ['nothing', ''],
    ['one segment', HEADER_PART],
    ['no signature segment', `${HEADER_PART}.${PAYLOAD_PART}`],
    ['a fourth segment', `${TOKEN}.`],
    ['five segments, as an encrypted token has', `${TOKEN}.${HEADER_PART}.${PAYLOAD_PART}`],
    ['an empty header', `.${PAYLOAD_PART}.${SIGNATURE_PART}`],
    ['an empty payload', `${HEADER_PART}..${SIGNATURE_PART}`],
    ['only dots', '.'.repeat(MAX_TOKEN_LENGTH)],
    ['white space around it', ` ${TOKEN} `],
    ['a scheme before it', `JWT ${TOKEN}`],
    [
      'the JSON serialization',
      JSON.stringify({ protected: HEADER_PART, payload: PAYLOAD_PART, signature: SIGNATURE_PART }),
    ],
    ['a header that is a list', forge([HEADER], CLAIMS)],
    ['a payload that is a text', forge(HEADER, '"claims"')],
    ['a payload that is null', forge(HEADER, 'null')],
    ['a payload that is no JSON', forge(HEADER, '{iss:1}')],
  ])('is refused with %s', (_, token) => {
    expect(refusalOf(() => decodeToken(token))).toBe('token_malformed');
  });

  it.each([
    ['the header', `${HEADER_PART}=.${PAYLOAD_PART}.${SIGNATURE_PART}`],
    ['the payload', `${HEADER_PART}.${PAYLOAD_PART}=.${SIGNATURE_PART}`],
    ['the signature', `${TOKEN}=`],
  ])('is refused with padding after %s', (_, token) => {
    expect(refusalOf(() => decodeToken(token))).toBe('token_malformed');
  });

  it('is refused with a signature in another spelling of the same bytes', () => {
    // 32 bytes leave two unused bits in the last character: three other spellings decode alike.
    const bytes = Buffer.from(SIGNATURE_PART, 'base64url');
    const spellings = ALPHABET.map((last) => SIGNATURE_PART.slice(0, -1) + last).filter(
      (text) => Buffer.from(text, 'base64url').equals(bytes) && text !== SIGNATURE_PART,
    );
    expect(spellings).toHaveLength(3);
    for (const spelling of spellings) {
      expect(refusalOf(() => decodeToken(`${HEADER_PART}.${PAYLOAD_PART}.${spelling}`))).toBe(
        'token_malformed',
      );
    }
  });

  it.each([
    ['the header', forge('{"alg":"none","alg":"HS256"}', CLAIMS)],
    ['the payload', forge(HEADER, '{"iss":"mine","exp":2000000000,"iss":"theirs"}')],
    ['the payload, once escaped', forge(HEADER, '{"iss":"mine","\\u0069ss":"theirs"}')],
    ['a nested object', forge(HEADER, '{"context":{"jira":1,"jira":2}}')],
  ])('is refused with a duplicate key in %s', (_, token) => {
    expect(refusalOf(() => decodeToken(token))).toBe('token_malformed');
  });

  it('may be 8 KB large and not one character more', () => {
    const empty = forge(HEADER, { x: '' }).length;
    const fill = (length: number): string => {
      // Three bytes are four characters; the header's length finds the exact remainder.
      for (let kid = 0; kid < 8; kid += 1) {
        for (let size = Math.floor(((length - empty) * 3) / 4) - 16; ; size += 1) {
          const token = forge({ ...HEADER, kid: 'k'.repeat(kid) }, { x: 'x'.repeat(Math.max(0, size)) });
          if (token.length === length) return token;
          if (token.length > length) break;
        }
      }
      throw new Error('no token has this length');
    };
    expect(decodeToken(fill(MAX_TOKEN_LENGTH)).claims).toHaveProperty('x');
    expect(refusalOf(() => decodeToken(fill(MAX_TOKEN_LENGTH + 1)))).toBe('token_too_large');
    expect(refusalOf(() => decodeToken('x'.repeat(10_000_000)))).toBe('token_too_large');
  });
});

describe('the header of a token', () => {
  it.each([
    'none',
    'None',
    'NONE',
    'nOnE',
    '',
    'hs256',
    'HS384',
    'HS512',
    'RS384',
    'RS512',
    'PS256',
    'ES256',
    'EdDSA',
    'dir',
  ])('may not ask for the algorithm "%s"', (alg) => {
    expect(refusalOf(() => decodeToken(forge({ ...HEADER, alg }, CLAIMS)))).toBe(
      'token_algorithm_refused: alg',
    );
    const unsigned = `${part(JSON.stringify({ ...HEADER, alg }))}.${PAYLOAD_PART}.`;
    expect(refusalOf(() => decodeToken(unsigned))).toBe('token_algorithm_refused: alg');
  });

  it.each([undefined, null, 1, ['HS256'], { alg: 'HS256' }])('may not have the algorithm %j', (alg) => {
    expect(refusalOf(() => decodeToken(forge({ typ: 'JWT', alg }, CLAIMS)))).toBe(
      'token_algorithm_refused: alg',
    );
  });

  it.each([
    ['jwk', { kty: 'oct', k: part('the key of an intruder') }],
    ['jku', 'https://intruder.example/keys'],
    ['x5u', 'https://intruder.example/chain'],
    ['x5c', ['MIIB']],
    ['x5t', part('thumbprint')],
    ['x5t#S256', part('thumbprint')],
    ['crit', ['exp']],
    ['crit', []],
    ['b64', false],
    ['zip', 'DEF'],
    ['enc', 'A128GCM'],
    ['jwk', null],
  ])('may not carry %s', (name, value) => {
    expect(refusalOf(() => decodeToken(forge({ ...HEADER, [name]: value }, CLAIMS)))).toBe(
      `token_header_refused: ${name}`,
    );
  });

  it.each([
    ['typ', 1],
    ['typ', null],
    ['kid', 1],
    ['kid', ['a']],
    ['kid', { $ne: '' }],
  ])('may not have a %s that is no text', (name, value) => {
    expect(refusalOf(() => decodeToken(forge({ ...HEADER, [name]: value }, CLAIMS)))).toBe(
      `token_malformed: ${name}`,
    );
  });

  it('keeps only what is known of it', () => {
    const { header } = decodeToken(forge({ ...HEADER, kid: '../../etc/passwd', cty: 'JWT', x: 1 }, CLAIMS));
    expect(header).toStrictEqual({ typ: 'JWT', alg: 'HS256', kid: '../../etc/passwd' });
  });
});

describe('a signed token of which any single character is changed', () => {
  it('is refused', () => {
    fc.assert(
      fc.property(fc.nat(TOKEN.length - 1), fc.constantFrom(...ALPHABET, '.'), (index, char) => {
        fc.pre(TOKEN[index] !== char);
        const changed = TOKEN.slice(0, index) + char + TOKEN.slice(index + 1);
        expect(() => verifyHs256(decodeToken(changed), [SECRET])).toThrow(TokenError);
      }),
    );
  });
});
