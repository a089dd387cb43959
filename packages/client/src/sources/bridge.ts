import { ClientError } from '../errors.ts';
import { readClaims } from '../token.ts';
import type { Bridge, World } from '../world.ts';
import { readSession, requestGrant, send } from './exchange.ts';
import type { Source } from './source.ts';

/** How the host is asked. */
export interface BridgeOptions {
  /** How long to wait for the host's bridge to load and to answer, in milliseconds. Default: 5000. */
  readonly timeout?: number;
}

/** How often to look whether the bridge has appeared. */
const APPEARANCE = 50;
/** A host token with less life left than this is asked for again. */
const DYING = 10;

/**
 * Trades the host's word for a session: asks `AP.context.getToken()` for a context token and posts it to the
 * exchange (docs/protocol.md, `POST /authbeat/session`).
 *
 * @example
 * ```ts
 * import { bridge, createClient } from '@authbeat/client';
 *
 * const client = createClient({ source: bridge({ timeout: 10_000 }) });
 * ```
 */
export function bridge({ timeout = 5_000 }: BridgeOptions = {}): Source {
  return {
    key: 'bridge',
    async obtain({ mount, signal }, world) {
      const hostToken = await askHost(world, timeout);
      const body = new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: hostToken,
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      });
      const grant = await requestGrant(world, `${mount}/session`, { body, signal }, readSession);
      const { iss, sub } = readClaims(hostToken);
      return { ...grant, subject: JSON.stringify([iss, sub]) };
    },
    async end({ mount, token }, world) {
      const headers = { Authorization: `Bearer ${token}` };
      await send(world, `${mount}/session`, { method: 'DELETE', headers, keepalive: true });
    },
  };
}

/** A context token of the host, within the timeout: the bridge itself may never answer. */
export async function askHost(world: World, timeout: number): Promise<string> {
  let cancelTimeout = (): void => {};
  const patience = { over: false };
  const silence = new Promise<never>((_, reject) => {
    cancelTimeout = world.delay(timeout, () => {
      patience.over = true;
      reject(new ClientError(world.bridge() ? 'host_silent' : 'host_missing'));
    });
  });
  try {
    return await Promise.race([silence, askTwice(world, patience)]);
  } finally {
    patience.over = true;
    cancelTimeout();
  }
}

/**
 * Hosts cache the token, so that it may be about to die: it is asked for once more then, and used anyway if it
 * is the same. The browser's clock may be wrong, which costs no more than the second question.
 */
async function askTwice(world: World, patience: { readonly over: boolean }): Promise<string> {
  const host = await appearance(world, patience);
  const token = await ask(host);
  const { exp } = readClaims(token);
  return typeof exp === 'number' && exp - Date.now() / 1_000 < DYING ? ask(host) : token;
}

/** The bridge, once it is there: its script may load after the app's. */
async function appearance(world: World, patience: { readonly over: boolean }): Promise<Bridge> {
  for (;;) {
    const host = world.bridge();
    if (host) return host;
    if (host === null || patience.over) throw new ClientError('host_missing');
    await new Promise<void>((resolve) => {
      world.delay(APPEARANCE, resolve);
    });
  }
}

/**
 * Asks in both ways that hosts have had: a promise, or (where nothing comes back) a callback, which is called
 * without arguments when the host has no token to give.
 */
async function ask(host: Bridge): Promise<string> {
  let token: unknown;
  try {
    token = await (host.getToken() ?? askBack(host));
  } catch {
    // What the host says is of no use to anybody: a string, or nothing.
  }
  if (typeof token === 'string' && token !== '') return token;
  throw new ClientError('host_refused');
}

const askBack = async (host: Bridge): Promise<unknown> =>
  new Promise((resolve) => {
    void host.getToken(resolve);
  });
