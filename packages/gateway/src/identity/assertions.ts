import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, SignJWT, type JWK, type JWTPayload } from 'jose';

/** Signs assertions, and publishes the keys that verify them. */
export interface Assertions {
  sign(claims: JWTPayload): Promise<string>;
  /** A JSON Web Key Set. @see RFC 7517, section 5 */
  readonly keySet: () => Promise<{ readonly keys: readonly JWK[] }>;
}

/** The `typ` of an assertion. @see RFC 8725, section 3.11 */
export const ASSERTION_TYPE = 'authbeat-assertion+jwt';

/** RFC 8410, section 7: what precedes the 32 bytes of an Ed25519 key in PKCS #8. */
const ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

interface SigningKey {
  readonly privateKey: KeyObject;
  readonly alg: 'EdDSA' | 'RS256';
  readonly jwk: JWK;
}

/**
 * @param pemKeys Ed25519 or RSA private keys in PEM form. The first one signs, all are published. Without any, Ed25519
 *   keys are derived from the session keys, so that every instance has the same
 */
export function createAssertions(pemKeys: readonly string[], sessionKeys: readonly string[]): Assertions {
  const privateKeys =
    pemKeys.length > 0 ? pemKeys.map((pem) => createPrivateKey(pem)) : sessionKeys.map(deriveKey);
  const ready = Promise.all(privateKeys.map(readKey));
  return {
    async sign(claims) {
      const [key] = await ready;
      if (!key) throw new TypeError('Assertions need a key.');
      return new SignJWT(claims)
        .setProtectedHeader({ alg: key.alg, typ: ASSERTION_TYPE, kid: key.jwk.kid ?? '' })
        .sign(key.privateKey);
    },
    keySet: async () => ({ keys: (await ready).map(({ jwk }) => jwk) }),
  };
}

/** Is this a private key that signs assertions: Ed25519, or RSA of 2048 bits or more, in PEM form? */
export function isSigningKey(pem: unknown): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(String(pem));
    const isLong = (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
    return asymmetricKeyType === 'ed25519' || (asymmetricKeyType === 'rsa' && isLong);
  } catch {
    return false;
  }
}

function deriveKey(sessionKey: string): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', sessionKey, '', 'authbeat gateway assertion', 32));
  return createPrivateKey({ key: Buffer.concat([ED25519_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

async function readKey(privateKey: KeyObject): Promise<SigningKey> {
  const alg = privateKey.asymmetricKeyType === 'ed25519' ? 'EdDSA' : 'RS256';
  const jwk = await exportJWK(createPublicKey(privateKey));
  return { privateKey, alg, jwk: { ...jwk, alg, use: 'sig', kid: await calculateJwkThumbprint(jwk) } };
}
