import { createPrivateKey, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import * as fc from 'fast-check';
import { CompactSign, compactVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { decodeToken, signRs256, verifyRs256 } from '../../src/index.ts';
import { pemOf, rsaKeys, SECRET } from '../keys.ts';
import { anyClaims, describeRefusal, forge, part } from '../tokens.ts';

const KEYS = rsaKeys();
const OTHERS = rsaKeys();
const HEADER = { typ: 'JWT', alg: 'RS256', kid: 'the-key' };

/** Signed without any of the checks that a library makes. */
function forgeRs256(claims: object, privateKey: KeyObject): string {
  const signingInput = `${part(JSON.stringify(HEADER))}.${part(JSON.stringify(claims))}`;
  return `${signingInput}.${createSign('sha256').update(signingInput).sign(privateKey, 'base64url')}`;
}

async function refusalOf(token: string, pem: string): Promise<string> {
  return verifyRs256(decodeToken(token), pem).then(() => 'accepted', describeRefusal);
}

describe('RS256 beside jose', () => {
  it('verifies what jose signs', async () => {
    await fc.assert(
      fc.asyncProperty(anyClaims, async (claims) => {
        const payload = new TextEncoder().encode(JSON.stringify(claims));
        const token = await new CompactSign(payload).setProtectedHeader(HEADER).sign(KEYS.privateKey);
        const decoded = decodeToken(token);
        await verifyRs256(decoded, KEYS.pem);
        expect(decoded.claims).toStrictEqual(claims);
      }),
      { numRuns: 30 },
    );
  });

  it('signs what jose verifies', async () => {
    await fc.assert(
      fc.asyncProperty(anyClaims, async (claims) => {
        const token = await signRs256(claims, KEYS.privateKey, { kid: 'the-key' });
        const { payload, protectedHeader } = await compactVerify(token, KEYS.publicKey);
        expect(JSON.parse(new TextDecoder().decode(payload))).toStrictEqual(claims);
        expect(protectedHeader).toStrictEqual(HEADER);
      }),
      { numRuns: 30 },
    );
  });
});

describe('verifying RS256', () => {
  const genuine = forgeRs256({ iss: 'tenant' }, KEYS.privateKey);

  it('accepts a genuine token', async () => {
    expect(await refusalOf(genuine, KEYS.pem)).toBe('accepted');
  });

  it('refuses the public key of another pair', async () => {
    expect(await refusalOf(genuine, OTHERS.pem)).toBe('token_signature_invalid');
  });

  it('refuses a changed payload and an empty signature', async () => {
    const [header = '', , signature = ''] = genuine.split('.');
    const changed = part(JSON.stringify({ iss: 'intruder' }));
    expect(await refusalOf(`${header}.${changed}.${signature}`, KEYS.pem)).toBe('token_signature_invalid');
    expect(await refusalOf(`${header}.${changed}.`, KEYS.pem)).toBe('token_signature_invalid');
  });

  it('refuses a key of less than 2048 bits, though the signature is right', async () => {
    const weak = rsaKeys(1024);
    expect(await refusalOf(forgeRs256({}, weak.privateKey), weak.pem)).toBe('token_key_unusable');
  });

  it.each([
    ['nothing', ''],
    ['no PEM', 'not a key'],
    ['an error page', '<html>404</html>'],
    ['a PEM without a key', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'],
    ['a cut PEM', KEYS.pem.slice(0, 200)],
    ['a private key', pemOf(KEYS.privateKey)],
    ['an elliptic curve key', pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)],
  ])('refuses %s as a public key', async (_, pem) => {
    expect(await refusalOf(genuine, pem)).toBe('token_key_unusable');
  });

  it('refuses an HS256 token, even one whose secret is the public key', async () => {
    expect(await refusalOf(forge({ typ: 'JWT', alg: 'HS256' }, {}, KEYS.pem), KEYS.pem)).toBe(
      'token_algorithm_refused: alg',
    );
    expect(await refusalOf(forge({ typ: 'JWT', alg: 'HS256' }, {}, SECRET), SECRET)).toBe(
      'token_algorithm_refused: alg',
    );
  });

  it('refuses an HMAC of the public key under the name of RS256', async () => {
    expect(await refusalOf(forge(HEADER, {}, KEYS.pem), KEYS.pem)).toBe('token_signature_invalid');
  });
});

describe('signing RS256', () => {
  it.each([
    ['of less than 2048 bits', rsaKeys(1024).privateKey],
    ['of another kind', generateKeyPairSync('ed25519').privateKey],
    ['that is public', KEYS.publicKey],
  ])('refuses a key %s', async (_, key) => {
    await expect(signRs256({}, key)).rejects.toBeInstanceOf(Error);
  });

  it('keeps to its algorithm', async () => {
    const pkcs8 = createPrivateKey(pemOf(KEYS.privateKey));
    const header = { kid: 'the-key', alg: 'none' };
    expect(decodeToken(await signRs256({}, pkcs8, header)).header).toStrictEqual(HEADER);
  });
});
