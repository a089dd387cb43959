import { ClientError } from './errors.ts';
import { bridge } from './sources/bridge.ts';
import { firstOf } from './sources/first-of.ts';
import { heartbeat } from './sources/heartbeat.ts';
import type { Source } from './sources/source.ts';

/** Everything is optional. */
export interface ClientOptions {
  /** Where the app's server has Authbeat's endpoints: a path or an address. Default: `/authbeat`. */
  readonly mount?: string | URL;
  /** Where sessions come from. Default: `firstOf(bridge(), heartbeat())`. */
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
  readonly origins: ReadonlySet<string>;
}

const DEFAULT_MOUNT = '/authbeat';

/** All mistakes at once. Without a document (server rendering) there is no address to resolve against. */
export function readOptions(options: ClientOptions, baseUrl: string | undefined): Settings {
  const { mount = DEFAULT_MOUNT, source = firstOf(bridge(), heartbeat()), origins = [] } = options;
  const base = baseUrl ?? 'http://localhost';
  const problems: string[] = [];
  const mountUrl = parseUrl(mount, base);
  if (mountUrl === undefined || mountUrl.search !== '' || mountUrl.hash !== '') {
    problems.push('mount: a path or an http address without a query');
  }
  if (typeof source.obtain !== 'function') problems.push('source: one of the functions that make sources');
  for (const origin of origins) {
    if (parseUrl(origin)?.origin !== origin) problems.push('origins: such as https://api.example.com');
  }
  if (mountUrl === undefined || problems.length > 0) throw new ClientError('options_invalid', { problems });
  return {
    mount: mountUrl.href.replace(/\/+$/, ''),
    source,
    origins: new Set([new URL(base).origin, mountUrl.origin, ...origins]),
  };
}

function parseUrl(url: string | URL, base?: string): URL | undefined {
  try {
    const parsed = new URL(url, base);
    return parsed.protocol.startsWith('http') ? parsed : undefined;
  } catch {
    return undefined;
  }
}
