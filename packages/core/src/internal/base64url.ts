const ALPHABET = /^[A-Za-z0-9_-]*$/;

/** Encodes text or bytes as unpadded base64url (RFC 7515, appendix C). */
export function encodeBase64url(data: string | Uint8Array): string {
  return Buffer.from(data as Uint8Array).toString('base64url');
}

/**
 * Decodes canonical base64url and nothing else: `undefined` for padding, foreign characters and
 * non-zero trailing bits, so that one byte string has exactly one spelling.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  if (!ALPHABET.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
