import { page } from './server.js';

const loadedAt = performance.now();

/** The host's clock, in milliseconds since the epoch, whatever the browser's clock says. */
export const now = () => page.now + performance.now() - loadedAt;

/**
 * When the token in a URL was issued and expires, in milliseconds; undefined where there is none.
 *
 * @param {string} url
 */
export function tokenLife(url) {
  const token = new URL(url).searchParams.get('jwt');
  if (!token) return undefined;
  const [, payload = ''] = token.split('.');
  const { iat, exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  return { issuedAt: iat * 1000, expiresAt: exp * 1000 };
}
