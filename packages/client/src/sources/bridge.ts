import { readClaims } from '../token.ts';
import { askHost } from './ask-host.ts';
import { bearer, readSession, send } from './exchange.ts';
import type { SessionResponse } from './exchange.ts';
import type { World } from '../world.ts';
import type { Grant, Network, Renewal, Source } from './source.ts';

export interface BridgeOptions {
  /** Seconds to wait for the host's bridge to load, and then for its token. Default: 5. */
  readonly timeout?: number;
}

/**
 * Trades the host's context token for a session: asks `AP.context.getToken()` and posts the token to the exchange
 * (docs/protocol.md, `POST /authbeat/session`). While the host gives no token, the server's heartbeat extends the
 * session, as long as the server allows it.
 *
 * @example
 * ```ts
 * import { bridge, createClient } from '@authbeat/client';
 *
 * const client = createClient({ source: bridge({ timeout: 10 }) });
 * ```
 */
export const bridge = ({ timeout = 5 }: BridgeOptions = {}): Source =>
  exchanging('bridge', timeout, bearer, readSession);

/** A source whose requests another network can send. */
export interface ExchangingSource extends Source {
  readonly obtain: (renewal: Renewal, world: World, network?: Network) => Promise<Grant>;
  readonly end: (mount: string, token: string, network: Network) => Promise<unknown>;
}

/**
 * A source of sessions by exchange and heartbeat.
 *
 * @param header carries the session
 * @param read reads the server's JSON
 */
export const exchanging = (
  key: string,
  timeout: number,
  header: (token: string | undefined) => [string, string],
  read: (response: SessionResponse) => Grant,
): ExchangingSource => ({
  key,
  header,
  async obtain({ mount, token, signal }, world, network = world) {
    const hostToken = await askHost(world, timeout).catch((error: unknown) => {
      if (!token) throw error;
    });
    const { iss, sub } = readClaims(hostToken ?? '');
    const response = await send(network, mount + (hostToken ? '/session' : '/heartbeat'), {
      signal,
      ...(hostToken
        ? {
            body: new URLSearchParams({
              grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
              subject_token: hostToken,
              subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
            }),
          }
        : { headers: [header(token)] }),
    });
    const grant = read((await response.json()) as SessionResponse);
    return hostToken ? { ...grant, subject: `${iss} ${sub}` } : grant;
  },
  end: async (mount, token, network) =>
    send(network, `${mount}/session`, { method: 'DELETE', keepalive: true, headers: [header(token)] }),
});
