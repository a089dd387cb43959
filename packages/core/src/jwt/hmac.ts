import { createHmac, KeyObject } from 'node:crypto';
import { MIN_HMAC_KEY_LENGTH } from './key-length.ts';

/** A symmetric key: the shared secret as text (its UTF-8 bytes are the key), bytes, or a `KeyObject`. */
export type HmacKey = string | Uint8Array | KeyObject;

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
