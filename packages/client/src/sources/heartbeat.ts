import { ClientError } from '../errors.ts';
import { readSession, requestGrant } from './exchange.ts';
import type { Source } from './source.ts';

/** An endpoint that trades a token for the next one. */
export interface HeartbeatOptions {
  /** Relative to the page. Default: `<mount>/heartbeat`. */
  readonly url?: string | URL;
  /** Default: `POST`. */
  readonly method?: 'GET' | 'POST';
  /** The word before the token in `Authorization`. Default: `Bearer`. */
  readonly scheme?: 'Bearer' | 'JWT';
  /** Reads the endpoint's JSON; `expiresIn` is in seconds. Default: `access_token` and `expires_in`. */
  readonly read?: (answer: Record<string, unknown>) => {
    readonly token: unknown;
    readonly expiresIn: unknown;
  };
}

/**
 * Trades the session for the next one while it lives (docs/protocol.md, `POST /authbeat/heartbeat`), or with
 * any endpoint that works alike. It cannot begin a session, so it follows another source in `firstOf`.
 *
 * @example
 * ```ts
 * import { bridge, createClient, firstOf, heartbeat } from '@authbeat/client';
 *
 * const client = createClient({ source: firstOf(bridge(), heartbeat({ url: '/api/heartbeat' })) });
 * ```
 */
export function heartbeat(options: HeartbeatOptions = {}): Source {
  const { url, method = 'POST', scheme = 'Bearer', read = readSession } = options;
  return {
    key: `heartbeat ${url ?? ''}`,
    scheme,
    async obtain({ mount, token, signal }, world) {
      if (token === undefined) throw new ClientError('token_missing');
      const address = new URL(url ?? `${mount}/heartbeat`, world.baseUrl).href;
      const headers = { Authorization: `${scheme} ${token}` };
      return requestGrant(world, address, { method, headers, signal }, read);
    },
  };
}
