import { ConfigurationError } from '../../errors.ts';

/** The options of every adapter. */
export interface AdapterOptions {
  /**
   * Turns the path and query that were received into those that the host requested, for a proxy that adds a
   * prefix to the path. Authbeat verifies the result, so two routes of the app must never get the same one.
   * Defaults to the path and query that were received.
   */
  readonly publicUrl?: (url: string) => string;
}

/**
 * Completes an adapter's options with their defaults.
 *
 * @throws {ConfigurationError}
 */
export function resolveAdapterOptions({
  publicUrl = (url) => url,
}: AdapterOptions): Required<AdapterOptions> {
  if (typeof publicUrl !== 'function') throw new ConfigurationError(['`publicUrl` must be a function']);
  return { publicUrl };
}
