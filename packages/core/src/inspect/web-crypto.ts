/**
 * The engine runs in pages as well as in Node, so it computes with WebCrypto, which both have; `node:crypto`, which
 * the rest of core prefers for its speed, is not in browsers.
 */
import { toBytes, toHex } from './bytes.ts';

export type Hash = 'SHA-256' | 'SHA-384' | 'SHA-512';

/** SHA-256 of text, in lower-case hexadecimal. */
export async function sha256Hex(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', toBytes(text))));
}

/** The HMAC of a text. */
export async function hmac(hash: Hash, key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array> {
  // WebCrypto refuses an empty key; HMAC pads keys with zeros, so that one zero byte is the same key.
  const bytes = key.length === 0 ? new Uint8Array(1) : key;
  const imported = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, toBytes(text)));
}
