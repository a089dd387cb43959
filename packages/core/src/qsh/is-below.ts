import { splitUrl } from './canonical-request.ts';

/**
 * Whether a URL is below a base URL, at a boundary of segments. The `qsh` leaves out the path of the base URL, so the
 * path without it, or beside it, would have the same hash.
 */
export function isBelow(url: string, baseUrl: string): boolean {
  const basePath = splitUrl(baseUrl).path.replace(/\/+$/, '');
  const { path } = splitUrl(url);
  return path === basePath || path.startsWith(`${basePath}/`);
}
