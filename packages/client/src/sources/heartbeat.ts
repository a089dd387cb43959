import { ClientError } from '../errors.ts';
import type { World } from '../world.ts';
import { readSession, send } from './exchange.ts';
import type { SessionAnswer } from './exchange.ts';
import type { Grant, Source, Verdict } from './source.ts';

/** An endpoint that trades a token for the next one. */
export interface HeartbeatOptions<Answer = SessionAnswer> {
  /** Relative to the page. */
  readonly url: string | URL;
  /** Default: `POST`. */
  readonly method?: 'GET' | 'POST';
  /** The word before the token in `Authorization`. Default: `Bearer`. */
  readonly scheme?: 'Bearer' | 'JWT';
  /** Reads the endpoint's JSON; `expiresIn` is in seconds. Default: `access_token` and `expires_in`. */
  readonly read?: (answer: Answer) => Grant;
}

/**
 * Trades the session for the next one while it lives. It cannot begin a session, so it stands behind another
 * source in `firstOf`. Every 401 means to it that the token has to be renewed.
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
export function heartbeat<Answer = SessionAnswer>(options: HeartbeatOptions<Answer>): Source {
  const { url, method = 'POST', scheme = 'Bearer', read } = options;
  return {
    key: `heartbeat ${url}`,
    scheme,
    judge: unauthorized,
    async obtain({ token, signal }, world) {
      if (!token) throw new ClientError('token_missing');
      const response = await trade(world, url, method, `${scheme} ${token}`, signal);
      const answer: unknown = await response.json();
      return read ? read(answer as Answer) : readSession(answer as SessionAnswer);
    },
  };
}

/** For servers whose refusals have no codes: a 401 is about the token. */
export const unauthorized = async (response: Response): Promise<Verdict> =>
  response.status === 401 ? 'refused' : undefined;

/** A request that carries a credential, to an address of the app. */
export const trade = async (
  world: World,
  url: string | URL,
  method: 'GET' | 'POST',
  credential: string,
  signal: AbortSignal,
): Promise<Response> =>
  send(world, new URL(url, world.document?.baseURI).href, {
    method,
    signal,
    cache: 'no-store',
    headers: { Authorization: credential },
  });
