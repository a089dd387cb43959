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
  if (ESCAPES_ASCII.test(text)) return decodeURIComponent(text);
  // An error takes many times as long as this, and a query may have thousands of parts that are malformed.
  if (ASCII.test(text)) return UTF_8.decode(decodeBytes(text));
  try {
    return decodeURIComponent(text);
  } catch {
    return UTF_8.decode(decodeBytes(text));
  }
}

const ESCAPES_ASCII = /^(?:[^%]|%[0-7][\da-f])*$/i;
const ASCII = /^[\0-\x7f]*$/;
const UTF_8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Decodes a name or value of a query, where `+` is a space. */
export function decodeQueryText(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  return percentDecode(text.replaceAll('+', ' '));
}

function decodeBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const [, hex] = text[index] === '%' ? (/^%([\da-f]{2})/i.exec(text.slice(index, index + 3)) ?? []) : [];
    if (hex !== undefined) index += 2;
    // Node keeps the low byte of each character that is not percent-encoded.
    bytes[length] = hex === undefined ? text.charCodeAt(index) & 0xff : Number.parseInt(hex, 16);
    length += 1;
  }
  return bytes.subarray(0, length);
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
