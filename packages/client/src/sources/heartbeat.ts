import { ClientError } from '../errors.ts';
import type { World } from '../world.ts';
import { readSession, send } from './exchange.ts';
import type { SessionResponse } from './exchange.ts';
import { authorization, readUnauthorized } from './scheme.ts';
import type { Scheme } from './scheme.ts';
import type { Grant, Source } from './source.ts';

/** An endpoint that trades a token for the next one. */
export interface HeartbeatOptions<Body = SessionResponse> {
  /** Relative to the page's own address. */
  readonly url: string | URL;
  /** Default: `POST`. */
  readonly method?: 'GET' | 'POST';
  /** The word before the token in `Authorization`. Default: `Bearer`. */
  readonly scheme?: Scheme;
  /** Reads the JSON of the response; `expiresIn` is in seconds. Default: `access_token` and `expires_in`. */
  readonly read?: (body: Body) => Grant;
}

/**
 * Trades the session token for the next one while it lives. It cannot begin a session, so it comes after another
 * source in `firstOf`. A 401 renews the session, and the request is repeated; if the new token is refused too,
 * the 401 is the response.
 *
 * @example
 * ```ts
 * import { bridge, createClient, firstOf, heartbeat } from '@authbeat/client';
 *
 * const client = createClient({
 *   source: firstOf(
 *     bridge(),
 *     heartbeat({
 *       url: '/api/heartbeat',
 *       read: ({ token, seconds }: { token: string; seconds: number }) => ({ token, expiresIn: seconds }),
 *     }),
 *   ),
 * });
 * ```
 */
export function heartbeat<Body = SessionResponse>(options: HeartbeatOptions<Body>): Source {
  const { url, method = 'POST', scheme = 'Bearer', read } = options;
  return {
    key: `heartbeat ${url}`,
    header: authorization(scheme),
    readEffect: readUnauthorized(),
    async obtain({ token, signal }, world) {
      if (!token) throw new ClientError('token_missing');
      const response = await trade(world, url, method, `${scheme} ${token}`, signal);
      const body: unknown = await response.json();
      return read ? read(body as Body) : readSession(body as SessionResponse);
    },
  };
}

/** A request that carries a credential to an address of the app. */
export const trade = async (
  world: World,
  url: string | URL,
  method: 'GET' | 'POST',
  credential: string,
  signal: AbortSignal,
): Promise<Response> =>
  send(world, new URL(url, world.location?.href).href, {
    method,
    signal,
    cache: 'no-store',
    headers: { Authorization: credential },
  });
