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
