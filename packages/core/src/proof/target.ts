import { normalizePath } from '../internal/percent.ts';

/**
 * The target URI of a request, as `htu` has to name it: without query and fragment, normalized. `undefined` where
 * the path could mean something else to a router than to a browser, which a proof cannot bind: dot segments,
 * backslashes, characters that a browser would encode.
 *
 * @param url path and query as the sender requested them, with the path of `baseUrl`
 * @see RFC 9449, section 4.3
 */
export function targetOf(url: string, baseUrl: string): string | undefined {
  const { origin, pathname } = new URL(baseUrl);
  const basePath = pathname.replace(/\/+$/, '');
  const [path = ''] = url.split(/[?#]/);
  if (path !== basePath && !path.startsWith(`${basePath}/`)) return undefined;
  const target = origin + path;
  return URL.canParse(target) && new URL(target).href === target ? normalizeTarget(target) : undefined;
}

/**
 * Normalizes an http URI without its query and fragment, so that two spellings of one resource are equal.
 *
 * @see RFC 3986, sections 6.2.2 and 6.2.3
 */
export function normalizeTarget(uri: string): string | undefined {
  if (!/^https?:\/\//i.test(uri) || !URL.canParse(uri)) return undefined;
  const { origin, pathname, username, password } = new URL(uri);
  if (username !== '' || password !== '') return undefined;
  return origin + normalizePath(pathname);
}
