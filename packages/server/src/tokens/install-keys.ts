import type { Clock } from '@authbeat/core';
import { LRUCache } from 'lru-cache';
import { Refusal } from '../errors.ts';
import { createSteadyClock } from '../steady-clock.ts';
import { createFairSlots } from './fair-slots.ts';
import { readKeyDocument } from './key-server.ts';

/** Where Atlassian publishes the keys that sign `installed` and `uninstalled`. */
export const INSTALL_KEY_SERVERS = {
  production: 'https://connect-install-keys.atlassian.com',
  staging: 'https://cs-migrations--cdn.us-east-1.staging.public.atl-paas.net',
  government: 'https://cs-migrations--fedrampcdn.us-east-1.prod.cdn.atlassian-us-gov-mod.com',
} as const;

/** Fetches the public keys that sign installations. */
export interface InstallKeys {
  /**
   * Finds the public key with this id, in PEM form; `undefined` when no key server has it.
   *
   * @param address whose call it is. Addresses share the requests for unknown ids fairly; without one, as one address
   * @throws {Refusal} `unavailable` when a key server does not respond, or too many unknown ids are asked for
   */
  readonly find: (kid: string, address?: string) => Promise<string | undefined>;
}

export interface InstallKeyOptions {
  readonly servers: readonly string[];
  /** How long to wait for a key server, in seconds. */
  readonly timeout: number;
  readonly now: Clock;
}

const MAX_KEYS = 100;
const MAX_KEY_BYTES = 16_384;
/** Made-up key ids must not cause more requests than this at a time. */
const MAX_PENDING = 100;
/** How long a missing key stays missing. */
const MISSING_FOR_MS = 60_000;
/** How long a key is used without asking for it again: one that a host withdraws is refused a day later. */
const FOUND_FOR_MS = 86_400_000;
const PEM = /^\s*-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/;

export function createInstallKeys({ servers, timeout, now }: InstallKeyOptions): InstallKeys {
  const perf = { now: createSteadyClock(now) };
  const found = new LRUCache<string, string>({ max: MAX_KEYS, ttl: FOUND_FOR_MS, ttlResolution: 0, perf });
  const missing = new LRUCache<string, true>({ max: MAX_KEYS, ttl: MISSING_FOR_MS, ttlResolution: 0, perf });
  const slots = createFairSlots<string | undefined>(MAX_PENDING);

  const fetchKey = async (kid: string, ended: AbortSignal): Promise<string | undefined> => {
    const signal = AbortSignal.any([ended, AbortSignal.timeout(Math.ceil(timeout * 1000))]);
    const results = await Promise.allSettled(servers.map((server) => fetchPem(server, kid, signal)));
    const key = results.find((result) => result.status === 'fulfilled' && result.value !== undefined);
    if (key?.status === 'fulfilled' && key.value !== undefined) {
      found.set(kid, key.value);
      return key.value;
    }
    const failure = results.find((result) => result.status === 'rejected');
    if (failure) throw new Refusal('unavailable', { cause: failure.reason });
    missing.set(kid, true);
    return undefined;
  };

  return {
    async find(kid, address) {
      // The id becomes part of a URL: only a plain name may, without a path, a query or `..`.
      if (!/^(?!\.+$)[\w.-]{1,128}$/.test(kid) || missing.has(kid)) return undefined;
      return found.get(kid) ?? slots.run(kid, address, async (signal) => fetchKey(kid, signal));
    },
  };
}

/** @throws {KeyServerError} */
async function fetchPem(server: string, kid: string, signal: AbortSignal): Promise<string | undefined> {
  const text = await readKeyDocument({ url: `${server}/${kid}`, server, maxBytes: MAX_KEY_BYTES, signal });
  return text !== undefined && PEM.test(text) ? text : undefined;
}
