/**
 * Could an upstream read another path in this one than the gateway does? Dot segments, encoded dots and separators,
 * path parameters on a dot segment and control characters are resolved by some servers and kept by others.
 *
 * @param path without the query
 */
export function isAmbiguousPath(path: string): boolean {
  // An encoding that is not UTF-8 or not complete is read in as many ways as there are decoders.
  if (path.includes('%') && (ENCODED.test(path) || !isDecodable(path))) return true;
  return path.includes('\\') || DOT_SEGMENT.test(path);
}

const ENCODED = /%(?:2e|2f|5c|25|00|0[\da-f]|1[\da-f]|7f)/i;
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:;[^/]*)?(?:\/|$)/;

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * A path as the least strict servers read it: decoded, and without case, path parameters, doubled slashes and a slash at
 * the end. Paths with the same result may be one path to an upstream.
 *
 * @param path without the query
 */
export function foldPath(path: string): string {
  const decoded = isDecodable(path) ? decodeURIComponent(path) : path;
  const folded = decoded
    .toLowerCase()
    .replace(/;[^/]*/g, '')
    .replace(/\/{2,}/g, '/');
  return folded.length > 1 && folded.endsWith('/') ? folded.slice(0, -1) : folded;
}
