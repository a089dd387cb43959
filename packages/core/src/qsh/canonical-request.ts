import { decodeQueryText, percentEncode } from '../internal/percent.ts';
import { HOST_TOKEN_PARAMETER } from '../protocol.ts';

/** A request as its sender signs it. */
export interface SignedRequest {
  /** Any case. */
  readonly method: string;
  /** Absolute, or path and query as they stand on the wire. Anything after `#` is ignored. */
  readonly url: string;
  /** The base URL of the app (or of the host, for calls to it); its path is not part of the hash. */
  readonly baseUrl: string;
  /**
   * How parameter names are ordered. Atlassian's documentation and its Java hosts order them by their
   * *encoded* form (the default); the library `atlassian-jwt` by their *raw* form. They differ for names
   * with characters that are percent-encoded, such as `b[]` beside `bA`.
   */
  readonly order?: 'encoded' | 'raw';
  /** Parameters that are not part of the hash, besides `jwt`. None by default. */
  readonly without?: readonly string[];
}

/**
 * The canonical request of Atlassian Connect: `METHOD&path&query`.
 *
 * @example
 * ```ts
 * import { canonicalRequest } from '@authbeat/core';
 *
 * canonicalRequest({ method: 'get', url: '/panel?b=2&a=1&jwt=…', baseUrl: 'https://app.example.com' });
 * // 'GET&/panel&a=1&b=2'
 * ```
 *
 * @see "The query string hash" in the README
 */
export function canonicalRequest({
  method,
  url,
  baseUrl,
  order = 'encoded',
  without = [],
}: SignedRequest): string {
  const { path, query } = splitUrl(url);
  return [
    method.toUpperCase(),
    canonicalPath(path, splitUrl(baseUrl).path),
    canonicalQuery(query, order, [HOST_TOKEN_PARAMETER, ...without]),
  ].join('&');
}

/**
 * Whether a URL is below a base URL, at a boundary of segments. The `qsh` leaves out the path of the base URL, so the
 * path without it, or beside it, would have the same hash.
 */
export function isBelow(url: string, baseUrl: string): boolean {
  const basePath = splitUrl(baseUrl).path.replace(/\/+$/, '');
  const { path } = splitUrl(url);
  return path === basePath || path.startsWith(`${basePath}/`);
}

/** The path of a URL, which may be absolute, and its query. Neither holds a fragment. */
export function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const local = url.startsWith('/') ? url : url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  const end = local.indexOf('#');
  const signed = end < 0 ? local : local.slice(0, end);
  const mark = signed.indexOf('?');
  return mark < 0
    ? { path: signed, query: '' }
    : { path: signed.slice(0, mark), query: signed.slice(mark + 1) };
}

function canonicalPath(path: string, basePath: string): string {
  // A plain prefix, with no regard to segments, is what the reference library strips.
  const local = basePath !== '/' && path.startsWith(basePath) ? path.slice(basePath.length) : path;
  const escaped = local.replaceAll('&', '%26');
  const absolute = escaped.startsWith('/') ? escaped : `/${escaped}`;
  return absolute.length > 1 && absolute.endsWith('/') ? absolute.slice(0, -1) : absolute;
}

function canonicalQuery(query: string, order: 'encoded' | 'raw', without: readonly string[]): string {
  // By their canonical names. The values are as they stand in the query.
  const values = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const mark = pair.indexOf('=');
    const name = canonicalText(mark < 0 ? pair : pair.slice(0, mark));
    const value = mark < 0 ? '' : pair.slice(mark + 1);
    const list = values.get(name);
    if (list) list.push(value);
    else values.set(name, [value]);
  }
  for (const name of without) values.delete(percentEncode(name));
  const names = [...values.keys()];
  const ordered = order === 'encoded' ? names.toSorted() : sortDecoded(names);
  return ordered.map((name) => `${name}=${canonicalValues(values.get(name) ?? [])}`).join('&');
}

/** Decodes each name once, not at each comparison: a query may have thousands. */
function sortDecoded(names: readonly string[]): readonly string[] {
  const decoded = names.map((name) => [decodeQueryText(name), name] as const);
  return decoded.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
}

function canonicalValues(values: readonly string[]): string {
  const [only = '', ...more] = values;
  if (more.length === 0) return canonicalText(only);
  return values.map(decodeQueryText).toSorted().map(percentEncode).join(',');
}

/** Unreserved characters, and the encoding of any other ASCII character as `percentEncode` writes it. */
const CANONICAL = /^(?:[\w.~-]|%(?:[01][\dA-F]|2[\dA-CF]|3[A-F]|40|5[B-E]|60|7[BCDF]))*$/;

/** A name or value in its one encoding. Most of them have it already. */
function canonicalText(text: string): string {
  return CANONICAL.test(text) ? text : percentEncode(decodeQueryText(text));
}
