import { createSecretKey } from 'node:crypto';
import * as fc from 'fast-check';
import { CompactSign, compactVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { decodeToken, MIN_HMAC_KEY_LENGTH, signHs256, verifyHs256 } from '../../src/index.ts';
import { OTHER_SECRET, rsaKeys, SECRET } from '../keys.ts';
import { anyClaims, refusalOf, forge } from '../tokens.ts';

const anyKey = fc.uint8Array({ minLength: MIN_HMAC_KEY_LENGTH, maxLength: 100 });
const anyHeader = fc.record({ typ: fc.string(), kid: fc.string() }, { requiredKeys: [] });

async function signWithJose(claims: object, key: Uint8Array, header: object): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(claims));
  return new CompactSign(payload).setProtectedHeader({ ...header, alg: 'HS256' }).sign(key);
}

describe('HS256 beside jose', () => {
  it('verifies what jose signs', async () => {
    await fc.assert(
      fc.asyncProperty(anyClaims, anyKey, anyHeader, async (claims, key, header) => {
        const decoded = decodeToken(await signWithJose(claims, key, header));
        verifyHs256(decoded, [key]);
        expect(decoded.claims).toStrictEqual(claims);
        expect(decoded.header).toStrictEqual({ ...header, alg: 'HS256' });
      }),
    );
  });

  it('signs what jose verifies', async () => {
    await fc.assert(
      fc.asyncProperty(anyClaims, anyKey, anyHeader, async (claims, key, header) => {
        const { payload, protectedHeader } = await compactVerify(signHs256(claims, key, header), key);
        expect(JSON.parse(new TextDecoder().decode(payload))).toStrictEqual(claims);
        expect(protectedHeader).toStrictEqual({ typ: 'JWT', ...header, alg: 'HS256' });
      }),
    );
  });

  it('refuses all that jose signs with another key', async () => {
    await fc.assert(
      fc.asyncProperty(anyClaims, anyKey, anyKey, async (claims, key, otherKey) => {
        fc.pre(!Buffer.from(key).equals(otherKey));
        const decoded = decodeToken(await signWithJose(claims, otherKey, {}));
        expect(refusalOf(() => verifyHs256(decoded, [key]))).toBe('token_signature_invalid');
      }),
    );
  });
});

describe('verifying HS256', () => {
  const token = decodeToken(signHs256({ iss: 'tenant' }, SECRET));

  it.each([
    ['text', SECRET],
    ['bytes', Buffer.from(SECRET)],
    ['a KeyObject', createSecretKey(Buffer.from(SECRET))],
  ])('takes the key as %s', (_, key) => {
    expect(() => verifyHs256(token, [key])).not.toThrow();
    expect(signHs256({ iss: 'tenant' }, key)).toBe(signHs256({ iss: 'tenant' }, SECRET));
  });

  it('accepts any of the keys, as while a secret is being rotated', () => {
    expect(() => verifyHs256(token, [OTHER_SECRET, SECRET])).not.toThrow();
    expect(() => verifyHs256(token, [SECRET, OTHER_SECRET])).not.toThrow();
  });

  it('refuses without keys, and with the keys of others', () => {
    expect(refusalOf(() => verifyHs256(token, []))).toBe('token_signature_invalid');
    expect(refusalOf(() => verifyHs256(token, [OTHER_SECRET]))).toBe('token_signature_invalid');
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['one byte short', token.signature.subarray(1)],
    ['one byte long', Buffer.concat([token.signature, Buffer.alloc(1)])],
    ['all zero', Buffer.alloc(32)],
  ])('refuses a signature that is %s', (_, signature) => {
    expect(refusalOf(() => verifyHs256({ ...token, signature }, [SECRET]))).toBe('token_signature_invalid');
  });

  it.each(['', ' ', 'secret', 'x'.repeat(MIN_HMAC_KEY_LENGTH - 1)])(
    'refuses the weak secret "%s", with a code of its own',
    (secret) => {
      const forged = decodeToken(forge({ typ: 'JWT', alg: 'HS256' }, { iss: 'tenant' }, secret));
      expect(refusalOf(() => verifyHs256(forged, [secret]))).toBe('token_key_unusable');
      expect(refusalOf(() => verifyHs256(forged, [Buffer.from(secret)]))).toBe('token_key_unusable');
      expect(refusalOf(() => verifyHs256(forged, [createSecretKey(Buffer.from(secret))]))).toBe(
        'token_key_unusable',
      );
    },
  );

  it('reports a weak secret beside a strong one only where the strong one has not signed', () => {
    const forged = decodeToken(forge({ typ: 'JWT', alg: 'HS256' }, { iss: 'tenant' }, 'secret'));
    expect(() => verifyHs256(token, ['secret', SECRET])).not.toThrow();
    expect(refusalOf(() => verifyHs256(forged, ['secret', SECRET]))).toBe('token_key_unusable');
  });

  it('counts the length of a secret in bytes', () => {
    const secret = 'é'.repeat(MIN_HMAC_KEY_LENGTH / 2);
    expect(() => verifyHs256(decodeToken(signHs256({}, secret)), [secret])).not.toThrow();
  });

  it('refuses an RS256 token, whatever the key', () => {
    const lifecycle = decodeToken(forge({ typ: 'JWT', alg: 'RS256' }, { iss: 'tenant' }));
    expect(refusalOf(() => verifyHs256(lifecycle, [SECRET]))).toBe('token_algorithm_refused: alg');
  });

  it('never takes a public key for a secret', () => {
    expect(refusalOf(() => verifyHs256(token, [rsaKeys().publicKey]))).toBe('token_key_unusable');
  });
});

describe('signing HS256', () => {
  it('keeps to its algorithm', () => {
    const header = { typ: 'x', kid: 'y', alg: 'none' };
    expect(decodeToken(signHs256({}, SECRET, header)).header).toStrictEqual({ ...header, alg: 'HS256' });
  });
});
