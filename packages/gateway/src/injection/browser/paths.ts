/** Is this address one of the page's own origin that a session opens? */
export type IsGuarded = (url: URL) => boolean;

/**
 * Reads the paths that the gateway names, as in its configuration.
 *
 * @param mount where Authbeat's own endpoints are, which the client calls itself
 */
export function readPaths(text: string, mount: string): IsGuarded {
  const paths = text.split(' ').filter((path) => path !== '');
  return ({ origin, pathname }) =>
    origin === location.origin &&
    !pathname.startsWith(`${mount}/`) &&
    paths.some((path) => (path.endsWith('/*') ? pathname.startsWith(path.slice(0, -1)) : pathname === path));
}

/** Is this header a token of the host or of the app's framework, which dies? */
export function isStaleToken(name: string, value: string): boolean {
  const lower = name.toLowerCase();
  return lower === 'x-acpt' || (lower === 'authorization' && /^jwt /i.test(value));
}

/** The address without tokens that die. The rest stays byte for byte. */
export function withoutStaleTokens(url: URL): string {
  const query = url.search
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => !/^(?:jwt|acpt)(?:=|$)/.test(pair));
  const search = query.join('&');
  return `${url.origin}${url.pathname}${search === '' ? '' : `?${search}`}`;
}
