import { createPublicKey, type KeyObject } from 'node:crypto';
import { CompactSign, compactVerify } from 'jose';
import { TokenError } from '../errors.ts';
import type { DecodedToken } from './decode.ts';
import type { ClaimSet, SignOptions } from './hs256.ts';

const MIN_RSA_KEY_BITS = 2048;

/**
 * Signs claims with RS256, as hosts sign lifecycle calls.
 *
 * @param privateKey an RSA private key of at least 2048 bits
 * @throws {Error} one of jose's, for any other key
 * @see RFC 7515, appendix A.2
 */
export async function signRs256(
  claims: ClaimSet,
  privateKey: KeyObject,
  options: SignOptions = {},
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ typ: 'JWT', ...options, alg: 'RS256' })
    .sign(privateKey);
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
