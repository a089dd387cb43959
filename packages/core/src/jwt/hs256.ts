import { createHmac, KeyObject, timingSafeEqual } from 'node:crypto';
import { TokenError } from '../errors.ts';
import type { DecodedToken } from './decode.ts';
import { MIN_HMAC_KEY_LENGTH } from './key-length.ts';

/** A symmetric key: the shared secret as text (its UTF-8 bytes are the key), bytes, or a `KeyObject`. */
export type HmacKey = string | Uint8Array | KeyObject;

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
  const parts = [{ typ: 'JWT', ...options, alg: 'HS256' }, claims];
  const signingInput = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signingInput}.${hs256(signingInput, key).toString('base64url')}`;
}

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
  let usable = 0;
  let matches = 0;
  // Every key is tried, so the time does not say which one has signed the token.
  for (const key of keys) {
    if (lengthOf(key) < MIN_HMAC_KEY_LENGTH) continue;
    usable += 1;
    if (isSignedBy(token, key)) matches += 1;
  }
  if (matches > 0) return;
  throw new TokenError(usable < keys.length ? 'token_key_unusable' : 'token_signature_invalid');
}

/** The HS256 signature of a signing input. */
export function hs256(signingInput: string, key: HmacKey): Buffer {
  return createHmac('sha256', key).update(signingInput).digest();
}

/** Of the signature that is being compared. Node makes a digest as text, written here, faster than a buffer for each. */
const expected = Buffer.alloc(32);

function isSignedBy({ signature, signingInput }: DecodedToken, key: HmacKey): boolean {
  expected.write(createHmac('sha256', key).update(signingInput).digest('binary'), 'latin1');
  return signature.length === expected.length && timingSafeEqual(expected, signature);
}

/** In bytes. */
function lengthOf(key: HmacKey): number {
  // An asymmetric key has no symmetric size: a public key never becomes a secret.
  return key instanceof KeyObject ? (key.symmetricKeySize ?? 0) : Buffer.byteLength(key);
}
