import { timingSafeEqual } from 'node:crypto';
import { compactVerify, importSPKI } from 'jose';
import { TokenError } from '../errors.ts';
import type { DecodedToken } from './decode.ts';
import { hs256, isStrongKey, type HmacKey } from './hmac.ts';

/**
 * Verifies an HS256 signature in constant time against each of the given keys. Keys shorter than 32 bytes
 * verify nothing.
 *
 * @param keys the keys that are accepted: usually one, two while a secret is being rotated
 * @throws {TokenError} `token_algorithm_refused` or `token_signature_invalid`
 * @see RFC 8725, sections 3.1 and 3.5
 */
export function verifyHs256(token: DecodedToken, keys: readonly HmacKey[]): void {
  if (token.header.alg !== 'HS256') throw new TokenError('token_algorithm_refused', { name: 'alg' });
  if (token.signature.length !== 32) throw new TokenError('token_signature_invalid');
  const matches = keys
    .filter(isStrongKey)
    .filter((key) => timingSafeEqual(hs256(token.signingInput, key), token.signature));
  if (matches.length === 0) throw new TokenError('token_signature_invalid');
}

/**
 * Verifies an RS256 signature. A key shorter than 2048 bits verifies nothing.
 *
 * @param publicKeyPem an SPKI public key in PEM form, as Atlassian's install key servers publish it
 * @throws {TokenError} `token_algorithm_refused` or `token_signature_invalid`
 */
export async function verifyRs256(token: DecodedToken, publicKeyPem: string): Promise<void> {
  if (token.header.alg !== 'RS256') throw new TokenError('token_algorithm_refused', { name: 'alg' });
  try {
    const key = await importSPKI(publicKeyPem, 'RS256');
    const compact = `${token.signingInput}.${token.signature.toString('base64url')}`;
    await compactVerify(compact, key, { algorithms: ['RS256'] });
  } catch {
    throw new TokenError('token_signature_invalid');
  }
}
