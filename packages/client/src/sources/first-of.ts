import { ClientError, isFinal } from '../errors.ts';
import type { Renewal, Source } from './source.ts';

/**
 * Asks the first source, and the next one where it has nothing to give: the host does not answer, there is no
 * token to begin with. It does not where the app's server refuses or cannot be reached.
 *
 * @example
 * ```ts
 * import { bridge, createClient, firstOf, heartbeat } from '@authbeat/client';
 *
 * const client = createClient({ source: firstOf(bridge(), heartbeat()) });
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
          if (error instanceof ClientError && (isFinal(error) || error.code === 'unreachable')) throw error;
          errors.push(error);
        }
      }
      // The first source is the one whose answer a person can do something about.
      throw errors[0];
    },
  };
}
