/** Encodes text or bytes as unpadded base64url (RFC 7515, appendix C). */
export function encodeBase64url(data: string | Uint8Array): string {
  return Buffer.from(data as Uint8Array).toString('base64url');
}

/**
 * Decodes canonical base64url and nothing else: `undefined` for padding, foreign characters and
 * non-zero trailing bits, so that one byte string has exactly one spelling.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  // Buffer skips what it does not know; whatever was skipped is missing when the bytes are encoded again.
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
