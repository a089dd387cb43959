import { authorization } from './scheme.ts';
import type { Scheme } from './scheme.ts';
import type { Grant, Renewal, Source } from './source.ts';

export interface CustomOptions {
  /** The word before the token in `Authorization`. Default: `Bearer`. */
  readonly scheme?: Scheme;
}

const keys = new WeakMap<object, string>();
let count = 0;

/**
 * Sessions from a function of the app's own. It is called when a session is needed or about to expire, never
 * twice at a time. If it rejects, it is called again after a while.
 *
 * @example
 * ```ts
 * import { createClient, custom } from '@authbeat/client';
 *
 * const client = createClient({
 *   source: custom(async ({ signal }) => {
 *     const response = await fetch('/api/token', { method: 'POST', signal });
 *     const { token, seconds } = (await response.json()) as { token: string; seconds: number };
 *     return { token, expiresIn: seconds };
 *   }),
 * });
 * ```
 */
export function custom(
  obtain: (renewal: Renewal) => Promise<Grant>,
  { scheme = 'Bearer' }: CustomOptions = {},
): Source {
  const key = keys.get(obtain) ?? `custom ${(count += 1)}`;
  keys.set(obtain, key);
  return {
    key: `${key} ${scheme}`,
    header: authorization(scheme),
    obtain: async (renewal) => obtain(renewal),
  };
}
