import type { Source } from './source.ts';

/** The sources of one page on both kinds of host. */
export interface HostedOptions {
  /** Where sessions come from on Connect, such as `bridge()`. */
  readonly connect: Source;
  /** Where sessions come from on Forge: `forge(…)`. */
  readonly forge: Source;
}

/**
 * Chooses the source by where the page runs, so that one page works on Connect and on Forge. It looks for the
 * bridge of Forge, which is there before any script of the page. It imports nothing: `@forge/bridge` throws when it
 * is imported outside of Forge, so import it when it is called.
 *
 * @example
 * ```ts
 * import { bridge, createClient, forge, hosted } from '@authbeat/client';
 *
 * const client = createClient({
 *   baseUrl: 'https://app.example.com',
 *   source: hosted({
 *     connect: bridge(),
 *     forge: forge({
 *       remoteKey: 'app',
 *       requestRemote: async (...request) => (await import('@forge/bridge')).requestRemote(...request),
 *     }),
 *   }),
 * });
 * ```
 */
export function hosted({ connect, forge }: HostedOptions): Source {
  const { __bridge: found } = globalThis as { readonly __bridge?: { readonly callBridge?: unknown } };
  return found?.callBridge ? forge : connect;
}
