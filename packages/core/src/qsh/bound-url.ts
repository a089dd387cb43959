import { decodeQueryText, normalizePath } from '../internal/percent.ts';
import { CREDENTIAL_PARAMETERS } from '../protocol.ts';

/**
 * The text whose hash (SHA-256, base64url) binds a ticket to a URL: to its path byte for byte, and to the names and
 * values of its query in their order. Two URLs have the same text only if every framework reads them alike: they differ
 * at most in how unreserved characters of the path and valid text of the query are percent-encoded, as proxies rewrite
 * them, and in their credentials.
 *
 * @param url path and query
 */
export function boundUrl(url: string): string {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const pairs = mark < 0 ? [] : url.slice(mark + 1).split('&');
  const bound = pairs.filter((pair) => pair !== '').map(readPair);
  const own = bound.filter(([name]) => typeof name !== 'string' || !CREDENTIAL_PARAMETERS.has(name));
  return JSON.stringify([normalizePath(path), ...own]);
}

type BoundText = string | { readonly raw: string };

function readPair(pair: string): readonly [name: BoundText, value: BoundText] {
  const mark = pair.indexOf('=');
  return mark < 0 ? [decode(pair), ''] : [decode(pair.slice(0, mark)), decode(pair.slice(mark + 1))];
}

/** Decoders disagree about text that is not the percent-encoding of UTF-8: it stays as it is. */
function decode(text: string): BoundText {
  const decoded = decodeQueryText(text);
  return MALFORMED.test(text) || decoded.includes('\uFFFD') ? { raw: text } : decoded;
}

const MALFORMED = /%(?![\da-f]{2})/i;
