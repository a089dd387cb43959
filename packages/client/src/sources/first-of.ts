import { ClientError, isFinal } from '../errors.ts';
import type { Renewal, Source } from './source.ts';

/**
 * Asks the first source, and the next one where it has no token: the host does not respond, there is no token to
 * begin with. It stops where the app's server refuses for good or cannot be reached. The first source decides
 * which header carries the token and what responses mean.
 *
 * @example
 * ```ts
 * import { bridge, createClient, custom, firstOf } from '@authbeat/client';
 *
 * const fromParent = custom(async () => ({ token: await askParent(), expiresIn: 300 }));
 * const client = createClient({ source: firstOf(bridge(), fromParent) });
 *
 * declare function askParent(): Promise<string>;
 * ```
 */
export function firstOf(first: Source, ...others: readonly Source[]): Source {
  const sources = [first, ...others];
  return {
    ...first,
    key: sources.map(({ key }) => key).join(', '),
    async obtain(renewal: Renewal, world) {
      const errors: unknown[] = [];
      for (const source of sources) {
        try {
          return await source.obtain(renewal, world);
        } catch (error) {
          if (error instanceof ClientError && (isFinal(error) || error.code === 'unavailable')) throw error;
          errors.push(error);
        }
      }
      // An app can act on the error of the first source.
      throw errors[0];
    },
  };
}
