import { page } from './server.js';

let hostTime = page.now;
let takenAt = performance.now();

/** The host's clock, in milliseconds since the epoch, whatever the browser's clock says. */
export const now = () => hostTime + performance.now() - takenAt;

/**
 * Follows a host whose clock has been moved on.
 *
 * @param {number} time what the host's clock has just said
 */
export function follow(time) {
  if (time <= now()) return;
  hostTime = time;
  takenAt = performance.now();
}

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
