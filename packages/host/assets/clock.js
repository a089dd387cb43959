import { page } from './server.js';

let hostTime = page.now;
let takenAt = performance.now();

/** The clock of the host, in milliseconds since the epoch. It does not depend on the clock of the browser. */
export const now = () => hostTime + performance.now() - takenAt;

/**
 * Adjusts to the clock of the host, which tests move forward.
 *
 * @param {number} time of the host's clock, now
 */
export function follow(time) {
  if (time <= now()) return;
  hostTime = time;
  takenAt = performance.now();
}

/**
 * When the token in a URL expires. `undefined` for a URL without a token.
 *
 * @param {string} url
 */
export function readTokenTimes(url) {
  const token = new URL(url).searchParams.get('jwt');
  if (!token) return undefined;
  const [, payload = ''] = token.split('.');
  const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  return { expiresAtMs: exp * 1000 };
}
