/**
 * Whether a URL is below a base URL, at a boundary of segments. The `qsh` leaves out the path of the base URL, so the
 * path without it, or beside it, would have the same hash.
 */
export function isBelow(url: string, baseUrl: string): boolean {
  const basePath = pathOf(baseUrl).replace(/\/+$/, '');
  const path = pathOf(url);
  return path === basePath || path.startsWith(`${basePath}/`);
}

function pathOf(url: string): string {
  const [path = ''] = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').split(/[?#]/);
  return path;
}
