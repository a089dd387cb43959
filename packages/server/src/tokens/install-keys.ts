import { LRUCache } from 'lru-cache';
import { Refusal } from '../errors.ts';
import type { Clock } from '../http/time.ts';

/** Where Atlassian publishes the keys that sign `installed` and `uninstalled`. */
export const INSTALL_KEY_SERVERS = {
  production: 'https://connect-install-keys.atlassian.com',
  staging: 'https://cs-migrations--cdn.us-east-1.staging.public.atl-paas.net',
  government: 'https://cs-migrations--fedrampcdn.us-east-1.prod.cdn.atlassian-us-gov-mod.com',
} as const;

/** Fetches the public keys that sign installations. */
export interface InstallKeys {
  /**
   * The public key, in PEM form, of this id; `undefined` when no key server has it.
   *
   * @throws {Refusal} `unavailable` when a key server cannot be asked
   */
  find(kid: string): Promise<string | undefined>;
}

export interface InstallKeyOptions {
  readonly servers: readonly string[];
  readonly now: Clock;
  /** How long a key server may take, in milliseconds. Defaults to 5000. */
  readonly timeout?: number;
}

const MAX_KEYS = 100;
const MAX_KEY_BYTES = 16_384;
/** Whoever invents key ids makes this server ask for that many at a time, and no more. */
const MAX_PENDING = 100;
/** How long it is remembered that a key does not exist. Each rotation brings a new id, so found keys stay. */
const MISSING_FOR = 60_000;
const PEM = /^\s*-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/;

export function createInstallKeys({ servers, now, timeout = 5_000 }: InstallKeyOptions): InstallKeys {
  const perf = { now };
  const found = new LRUCache<string, string>({ max: MAX_KEYS });
  const missing = new LRUCache<string, true>({ max: MAX_KEYS, ttl: MISSING_FOR, ttlResolution: 0, perf });
  const pending = new Map<string, Promise<string | undefined>>();

  const fetchKey = async (kid: string): Promise<string | undefined> => {
    const answers = await Promise.allSettled(servers.map((server) => fetchPem(`${server}/${kid}`, timeout)));
    const key = answers.find((answer) => answer.status === 'fulfilled' && answer.value !== undefined);
    if (key?.status === 'fulfilled' && key.value !== undefined) {
      found.set(kid, key.value);
      return key.value;
    }
    const failure = answers.find((answer) => answer.status === 'rejected');
    if (failure) throw new Refusal('unavailable', { cause: failure.reason });
    missing.set(kid, true);
    return undefined;
  };

  return {
    async find(kid) {
      // What becomes part of a URL is a plain name: no path, no query, no dots that climb.
      if (!/^(?!\.+$)[\w.-]{1,128}$/.test(kid) || missing.has(kid)) return undefined;
      const known = found.get(kid) ?? pending.get(kid);
      if (known !== undefined) return known;
      if (pending.size >= MAX_PENDING) throw new Refusal('unavailable');
      const fetching = fetchKey(kid).finally(() => pending.delete(kid));
      pending.set(kid, fetching);
      return fetching;
    },
  };
}

async function fetchPem(url: string, timeout: number): Promise<string | undefined> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeout) });
  if (response.status === 200) {
    const text = await readText(response);
    return PEM.test(text) ? text : undefined;
  }
  await response.body?.cancel();
  if (response.status >= 500 || response.status === 429) throw new Error(`status ${response.status}`);
  return undefined;
}

/** The body, never more than a key can be. */
async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MAX_KEY_BYTES) throw new Error('too large');
  }
  return text;
}
