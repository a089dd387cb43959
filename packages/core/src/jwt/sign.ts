import { createHmac, type KeyObject } from 'node:crypto';
import { CompactSign } from 'jose';
import { encodeBase64url } from '../internal/base64url.ts';

/** Claims as they are put into a token. */
export type ClaimSet = Readonly<Record<string, unknown>>;

/** Optional header parameters of a token that is being signed. */
export interface SignOptions {
  /** The token's type. Defaults to `JWT`. */
  readonly typ?: string;
  /** The key's id. Absent by default. */
  readonly kid?: string;
}

/** A symmetric key: the shared secret as text (its UTF-8 bytes are the key), bytes, or a `KeyObject`. */
export type HmacKey = string | Uint8Array | KeyObject;

/**
 * Signs claims with HS256, synchronously.
 *
 * @example
 * ```ts
 * import { signHs256 } from '@authbeat/core';
 *
 * const now = Math.floor(Date.now() / 1000);
 * const token = signHs256({ iss: 'my-app', iat: now, exp: now + 180 }, 'the shared secret');
 * ```
 *
 * @see RFC 7515, appendix A.1
 */
export function signHs256(claims: ClaimSet, key: HmacKey, options: SignOptions = {}): string {
  const header = { typ: 'JWT', alg: 'HS256', ...options };
  const signingInput = `${encodeBase64url(JSON.stringify(header))}.${encodeBase64url(JSON.stringify(claims))}`;
  return `${signingInput}.${hs256(signingInput, key).toString('base64url')}`;
}

/** The HS256 signature of a signing input. */
export function hs256(signingInput: string, key: HmacKey): Buffer {
  return createHmac('sha256', key).update(signingInput).digest();
}

/**
 * Signs claims with RS256, as hosts sign lifecycle calls.
 *
 * @param privateKey an RSA private key of at least 2048 bits
 * @see RFC 7515, appendix A.2
 */
export async function signRs256(
  claims: ClaimSet,
  privateKey: KeyObject,
  options: SignOptions = {},
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', ...options })
    .sign(privateKey);
}
