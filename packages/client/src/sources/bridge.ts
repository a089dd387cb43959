import { readClaims } from '../token.ts';
import { ClientError } from '../errors.ts';
import { requestSession, send } from './exchange.ts';
import { sleep } from '../world.ts';
import type { Bridge, World } from '../world.ts';
import type { Source } from './source.ts';

/** How the host is asked. */
export interface BridgeOptions {
  /**
   * How long to wait for the host's bridge to load, and then for its answer, in milliseconds. Default: 5000.
   */
  readonly timeout?: number;
}

/** How often to look whether the bridge has appeared. */
const APPEARANCE = 50;
/** A host token with fewer seconds left than this is asked for again. */
const DYING = 10;

/**
 * Trades the host's word for a session: asks `AP.context.getToken()` for a context token and posts it to the
 * exchange (docs/protocol.md, `POST /authbeat/session`). While the host has nothing to say, the server's
 * heartbeat extends the session, as long as the server allows it.
 *
 * @example
 * ```ts
 * import { bridge, createClient } from '@authbeat/client';
 *
 * const client = createClient({ source: bridge({ timeout: 10_000 }) });
 * ```
 */
export const bridge = ({ timeout = 5_000 }: BridgeOptions = {}): Source => ({
  key: 'bridge',
  async obtain({ mount, token, signal }, world) {
    const hostToken = await askHost(world, timeout).catch((error: unknown) => {
      if (!token) throw error;
    });
    if (!hostToken) return requestSession(world, `${mount}/heartbeat`, { signal, ...bearer(token) });
    const body = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: hostToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    });
    const { iss, sub } = readClaims(hostToken);
    return {
      ...(await requestSession(world, `${mount}/session`, { signal, body })),
      subject: `${iss} ${sub}`,
    };
  },
  end: async (mount, token, world) =>
    send(world, `${mount}/session`, { method: 'DELETE', keepalive: true, ...bearer(token) }),
});

/** A context token of the host, within the timeout: the bridge itself may never answer. */
export async function askHost(world: World, timeout: number): Promise<string> {
  for (let waited = 0; !world.AP?.context; waited += APPEARANCE) {
    // Its script may load after the app's, but never outside of a host.
    if (world.parent === world || waited > timeout) throw new ClientError('host_missing');
    await sleep(world, APPEARANCE);
  }
  const silence = sleep(world, timeout).then(() => {
    throw new ClientError('host_silent');
  });
  return Promise.race([askTwice(world, world.AP.context), silence]);
}

/**
 * Hosts cache the token, so that it may be about to die: it is asked for once more then, and used anyway if it
 * is the same. The browser's clock may be wrong, which costs no more than the second question.
 */
async function askTwice(world: World, host: Bridge): Promise<string> {
  const token = await ask(host);
  return Number(readClaims(token).exp) - world.Date.now() / 1_000 < DYING ? ask(host) : token;
}

/**
 * Hosts answer by a promise or by the callback, which is called without arguments when they have no token to
 * give. What they say then is of no use to anybody: a string, or nothing.
 */
async function ask(host: Bridge): Promise<string> {
  const token = await new Promise((resolve) => {
    void host.getToken(resolve)?.then(resolve, () => resolve(null));
  });
  if (typeof token === 'string') return token;
  throw new ClientError('host_refused');
}

const bearer = (token: string | undefined): RequestInit => ({
  headers: { Authorization: `Bearer ${token}` },
});
