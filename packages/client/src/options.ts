import { bridge } from './sources/bridge.ts';
import type { Source } from './sources/source.ts';

/** Everything is optional. */
export interface ClientOptions {
  /** Where the app's server has Authbeat's endpoints: a path or an address. Default: `/authbeat`. */
  readonly mount?: string | URL;
  /** Where sessions come from. Default: `bridge()`. */
  readonly source?: Source;
  /**
   * The origins that get the token, such as `https://api.example.com`. Default: the page's own and that of
   * `mount`. Requests to all others pass through `client.fetch` unchanged.
   */
  readonly origins?: readonly string[];
}

/** Options as the client uses them. */
export interface Settings {
  /** Absolute, without a slash at its end. */
  readonly mount: string;
  readonly source: Source;
  readonly origins: Set<string>;
}

/** Reads the options. */
export function readOptions(
  { mount = '/authbeat', source = bridge(), origins = [] }: ClientOptions,
  base: string,
): Settings {
  const { href, origin } = new URL(mount, base);
  return {
    mount: href.replace(/\/+$/, ''),
    source,
    origins: new Set([new URL(base).origin, origin, ...origins]),
  };
}
