import { ConfigurationError } from '../../errors.ts';

/** What every adapter takes. */
export interface AdapterOptions {
  /**
   * The path and query that the host asked for, made from those that arrived: for a proxy that puts
   * something in front of the path. This is what gets verified, so it must never give two routes of the app
   * the same URL. Defaults to what arrived.
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
