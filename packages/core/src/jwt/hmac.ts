import { createHmac, KeyObject } from 'node:crypto';

/** A symmetric key: the shared secret as text (its UTF-8 bytes are the key), bytes, or a `KeyObject`. */
export type HmacKey = string | Uint8Array | KeyObject;

/** The shortest HS256 key that verifies, in bytes: as long as the hash (RFC 7518, section 3.2). */
export const MIN_HMAC_KEY_LENGTH = 32;

/** Is this key long enough to verify a signature? A shorter one can be guessed. */
export function isStrongKey(key: HmacKey): boolean {
  return keyLength(key) >= MIN_HMAC_KEY_LENGTH;
}

/** The HS256 signature of a signing input. */
export function hs256(signingInput: string, key: HmacKey): Buffer {
  return createHmac('sha256', key).update(signingInput).digest();
}

function keyLength(key: HmacKey): number {
  // An asymmetric key has no symmetric size: a public key never becomes a secret.
  if (key instanceof KeyObject) return key.symmetricKeySize ?? 0;
  return Buffer.byteLength(key);
}
