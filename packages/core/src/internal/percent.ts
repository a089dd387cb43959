const UNRESERVED = /^[\w.~-]*$/;

/** RFC 3986 percent-encoding: only unreserved characters stay, hexadecimal is in upper case. */
export function percentEncode(text: string): string {
  if (UNRESERVED.test(text)) return text;
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Decodes percent-encoded text. Where it is not valid UTF-8 it decodes what it can, as the `unescape` of
 * `node:querystring` does: every malformed byte becomes U+FFFD. Runs in browsers, too.
 */
export function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(decodeBytes(text));
  }
}

/** Decodes a name or value of a query, where `+` is a space. */
export function decodeQueryText(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  return percentDecode(text.replaceAll('+', ' '));
}

function decodeBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const [, hex] = /^%([\da-f]{2})/i.exec(text.slice(index, index + 3)) ?? [];
    if (hex !== undefined) index += 2;
    // Node keeps the low byte of each character that is not percent-encoded.
    bytes.push(hex === undefined ? text.charCodeAt(index) & 0xff : Number.parseInt(hex, 16));
  }
  return Uint8Array.from(bytes);
}

/**
 * Normalizes the percent-encoding of a path: unreserved characters are not encoded, and hexadecimal digits are in
 * upper case. Everything else stays byte for byte.
 *
 * @see RFC 3986, section 6.2.2
 */
export function normalizePath(path: string): string {
  return path.replace(/%[\da-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : encoded.toUpperCase();
  });
}
