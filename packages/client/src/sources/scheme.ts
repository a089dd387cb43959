import type { Source } from './source.ts';

/** The word before the token in `Authorization`. */
export type Scheme = 'Bearer' | 'JWT';

export const authorization =
  (scheme: Scheme): Source['header'] =>
  (token) => ['Authorization', `${scheme} ${token}`];

/** Seconds for which a 401 means nothing to the session after a new token has not helped. */
const IGNORE = 60;

/**
 * `readEffect` for servers whose refusals have no codes. A 401 may be about the token, so that the request is
 * repeated with a new one. If that one is refused too, the 401 is about the request, and so are others for a
 * while: otherwise one API that always says 401 would make the whole page wait for renewals.
 */
export function readUnauthorized(): NonNullable<Source['readEffect']> {
  let ignoreUntilMs = -Infinity;
  return async ({ status }, again, { performance }) => {
    if (status !== 401) return undefined;
    if (again) ignoreUntilMs = performance.now() + IGNORE * 1_000;
    return performance.now() < ignoreUntilMs ? undefined : 'renew';
  };
}
