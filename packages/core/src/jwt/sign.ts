import type { KeyObject } from 'node:crypto';
import { CompactSign } from 'jose';
import { encodeBase64url } from '../internal/base64url.ts';
import { hs256, type HmacKey } from './hmac.ts';

/** Claims as they are put into a token. */
export type ClaimSet = Readonly<Record<string, unknown>>;

/** Optional header parameters of a token that is being signed. */
export interface SignOptions {
  /** The token's type. Defaults to `JWT`. */
  readonly typ?: string;
  /** The key's id. Absent by default. */
  readonly kid?: string;
}

/**
 * Signs claims with HS256, synchronously.
 *
 * @example
 * ```ts
 * import { signHs256 } from '@authbeat/core';
 *
 * const now = Math.floor(Date.now() / 1000);
 * const token = signHs256({ iss: 'my-app', iat: now, exp: now + 180 }, process.env['SHARED_SECRET'] ?? '');
 * ```
 *
 * @param key at least 32 bytes: {@link verifyHs256} accepts no shorter one
 * @see RFC 7515, appendix A.1
 */
export function signHs256(claims: ClaimSet, key: HmacKey, options: SignOptions = {}): string {
  const header = { typ: 'JWT', ...options, alg: 'HS256' };
  const signingInput = `${encodeBase64url(JSON.stringify(header))}.${encodeBase64url(JSON.stringify(claims))}`;
  return `${signingInput}.${hs256(signingInput, key).toString('base64url')}`;
}

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
