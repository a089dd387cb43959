import { createPublicKey } from 'node:crypto';
import { isRecord, parseJson, type Clock } from '@authbeat/core';
import { KeyServerError, Refusal } from '../errors.ts';
import { createSteadyClock } from '../steady-clock.ts';
import { readKeyDocument } from './key-server.ts';

/** Where Atlassian publishes the keys that sign invocation tokens. */
export const INVOCATION_KEYS_URL = 'https://forge.cdn.prod.atlassian-dev.net/.well-known/jwks.json';

/** The public keys that sign invocation tokens. */
export interface InvocationKeys {
  /**
   * Finds the public key with this id, as SPKI in PEM form; `undefined` when the key set does not have it.
   *
   * @throws {Refusal} `unavailable` when the key server does not respond and no key is kept
   */
  readonly find: (kid: string) => Promise<string | undefined>;
}

export interface InvocationKeyOptions {
  /** Of a JSON Web Key Set. @see RFC 7517, section 5 */
  readonly url: string;
  /** How long to wait for the key server, in seconds. */
  readonly timeout: number;
  readonly now: Clock;
}

const MAX_KEYS = 100;
const MAX_BYTES = 262_144;
/** How long keys are used without reading the set again. */
const FRESH_FOR_MS = 3_600_000;
/** How long keys are used while the set cannot be read: one that is withdrawn is refused a day later. */
const KEPT_FOR_MS = 86_400_000;
/** How often an unknown key id may cause a request: ids may be made up. */
const PAUSE_MS = 30_000;
/** The same after a request that failed. */
const PAUSE_AFTER_FAILURE_MS = 2_000;

/**
 * Reads a key set and keeps it. It does what `createRemoteJWKSet` of jose does, and besides keeps the keys while the
 * server is down, bounds what it reads, and goes by the app's clock.
 */
export function createInvocationKeys({ url, timeout, now }: InvocationKeyOptions): InvocationKeys {
  const steady = createSteadyClock(now);
  let keys: ReadonlyMap<string, string> = new Map();
  let readAtMs = Number.NEGATIVE_INFINITY;
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  let reading: Promise<void> | undefined;

  const read = async (at: number): Promise<void> => {
    try {
      keys = await fetchKeys(url, timeout);
      failure = undefined;
      readAtMs = at;
      pausedUntilMs = at + PAUSE_MS;
    } catch (error) {
      failure = error;
      pausedUntilMs = at + PAUSE_AFTER_FAILURE_MS;
    } finally {
      reading = undefined;
    }
  };

  return {
    async find(kid) {
      const at = steady();
      const known = keys.get(kid);
      if (known !== undefined && at - readAtMs < FRESH_FOR_MS) return known;
      if (at >= pausedUntilMs) reading ??= read(at);
      await reading;
      if (failure === undefined) return keys.get(kid);
      if (known !== undefined && at - readAtMs < KEPT_FOR_MS) return known;
      throw new Refusal('unavailable', { cause: failure });
    },
  };
}

/** @throws {KeyServerError} */
async function fetchKeys(url: string, timeout: number): Promise<ReadonlyMap<string, string>> {
  const signal = AbortSignal.timeout(Math.ceil(timeout * 1000));
  const text = await readKeyDocument({ url, server: url, maxBytes: MAX_BYTES, signal });
  const keys = text === undefined ? undefined : readKeySet(text);
  if (keys === undefined) throw new KeyServerError(url, 'it has no key set');
  return keys;
}

/** The RSA keys of a set, by their ids; `undefined` when the text is no key set. Keys of another kind are left out. */
function readKeySet(text: string): ReadonlyMap<string, string> | undefined {
  const set = parseJson(text);
  const listed: unknown = isRecord(set) ? set['keys'] : undefined;
  if (!Array.isArray(listed)) return undefined;
  const found = new Map<string, string>();
  for (const jwk of listed.slice(0, MAX_KEYS) as unknown[]) {
    if (!isRecord(jwk)) continue;
    const { kid, kty, use = 'sig', alg = 'RS256', n, e } = jwk;
    const isSigning = kty === 'RSA' && use === 'sig' && alg === 'RS256';
    if (!isSigning || typeof kid !== 'string' || typeof n !== 'string' || typeof e !== 'string') continue;
    const pem = toPem(n, e);
    if (pem !== undefined) found.set(kid, pem);
  }
  return found;
}

function toPem(n: string, e: string): string | undefined {
  try {
    const key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
    return key.export({ type: 'spki', format: 'pem' }).toString();
  } catch {
    return undefined;
  }
}
