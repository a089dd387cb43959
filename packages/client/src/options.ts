import type { Source } from './sources/source.ts';

/** Everything is optional. */
export interface ClientOptions {
  /**
   * Where the app's server has Authbeat's endpoints: a path, or an address in full if it is on another origin.
   * Default: the attribute `data-authbeat-mount` in the page (a path), or `/authbeat`.
   */
  readonly mount?: string | URL;
  /** Where sessions come from. Default: `bridge()`. */
  readonly source?: Source;
  /**
   * The origins that get the token, such as `https://api.example.com`. Default: the page's own and that of
   * `mount`. Requests to all others pass through `client.fetch` unchanged.
   */
  readonly origins?: readonly string[];
}
