import { createPublicKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { compactVerify } from 'jose';
import { TokenError } from '../errors.ts';
import type { DecodedToken } from './decode.ts';
import { hs256, isStrongKey, type HmacKey } from './hmac.ts';

const MIN_RSA_KEY_BITS = 2048;

/**
 * Verifies an HS256 signature in constant time against each of the given keys.
 *
 * @param keys the keys that are accepted: usually one, two while a secret is being rotated
 * @throws {TokenError} `token_algorithm_refused`, `token_signature_invalid`, or `token_key_unusable` when no
 *   usable key has signed the token and one of the keys is shorter than 32 bytes
 * @see RFC 8725, sections 3.1 and 3.5
 */
export function verifyHs256(token: DecodedToken, keys: readonly HmacKey[]): void {
  if (token.header.alg !== 'HS256') throw new TokenError('token_algorithm_refused', { name: 'alg' });
  const usable = keys.filter(isStrongKey);
  const matches = usable.filter((key) => isSignedBy(token, key));
  if (matches.length > 0) return;
  throw new TokenError(usable.length < keys.length ? 'token_key_unusable' : 'token_signature_invalid');
}

/**
 * Verifies an RS256 signature.
 *
 * @param publicKeyPem an SPKI public key in PEM form, as Atlassian's install key servers publish it
 * @throws {TokenError} `token_algorithm_refused`, `token_signature_invalid`, or `token_key_unusable` for
 *   anything but an RSA public key of at least 2048 bits
 */
export async function verifyRs256(token: DecodedToken, publicKeyPem: string): Promise<void> {
  if (token.header.alg !== 'RS256') throw new TokenError('token_algorithm_refused', { name: 'alg' });
  const key = readRsaKey(publicKeyPem);
  const compact = `${token.signingInput}.${token.signature.toString('base64url')}`;
  try {
    await compactVerify(compact, key, { algorithms: ['RS256'] });
  } catch {
    throw new TokenError('token_signature_invalid');
  }
}

function isSignedBy({ signature, signingInput }: DecodedToken, key: HmacKey): boolean {
  const expected = hs256(signingInput, key);
  return signature.length === expected.length && timingSafeEqual(expected, signature);
}

function readRsaKey(pem: string): KeyObject {
  // Node would derive a public key from a private one, and read other forms than SPKI.
  const isSpki = typeof pem === 'string' && /^\s*-----BEGIN PUBLIC KEY-----/.test(pem);
  const key = isSpki ? tryToRead(pem) : undefined;
  const { modulusLength = 0 } = key?.asymmetricKeyDetails ?? {};
  if (key?.asymmetricKeyType !== 'rsa' || modulusLength < MIN_RSA_KEY_BITS)
    throw new TokenError('token_key_unusable');
  return key;
}

function tryToRead(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}
