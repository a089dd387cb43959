import type { Source } from './sources/source.ts';

/** Everything is optional. */
export interface ClientOptions {
  /**
   * The app's public address, for a page that another server serves, such as a Custom UI page of Forge. Addresses
   * without an origin lead there, `mount` as well, and the page's own origin gets no token. Default: the page's own
   * address.
   */
  readonly baseUrl?: string | URL;
  /**
   * Where the app's server has Authbeat's endpoints: a path, or an address in full if it is on another origin.
   * Default: the attribute `data-authbeat-mount` in the page (a path), or `/authbeat`.
   */
  readonly mount?: string | URL;
  /** Where sessions come from. Default: `bridge()`. */
  readonly source?: Source;
  /**
   * The origins that get the token, such as `https://api.example.com`. Default: those of `baseUrl` and `mount`,
   * which are the page's own unless they are set. Requests to all others pass through `client.fetch` unchanged.
   */
  readonly origins?: readonly string[];
}
