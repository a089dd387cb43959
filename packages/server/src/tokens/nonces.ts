import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@authbeat/core';

/** Nonces of the server: they show when a proof was signed, whatever the browser's clock says. */
export interface Nonces {
  /** The nonce for the next proof. The same one on all nodes, for `NONCE_PERIOD` seconds. */
  current(): string;
  /** Is this the nonce of the present period, the one before, or the one after? */
  accepts(nonce: string): boolean;
}

/** How long each nonce is given out, in seconds. */
export const NONCE_PERIOD = 60;

export interface NonceOptions {
  readonly sessionKeys: readonly string[];
  readonly now: Clock;
}

/** Nothing is stored: a nonce is an HMAC of its period, by a key that is derived from the session key. */
export function createNonces({ sessionKeys, now }: NonceOptions): Nonces {
  const keys = sessionKeys.map((key) => new Uint8Array(hkdfSync('sha256', key, '', 'authbeat nonce', 32)));
  const period = (): number => Math.floor(now() / 1000 / NONCE_PERIOD);
  const nonceOf = (key: Uint8Array, index: number): string =>
    createHmac('sha256', key).update(String(index)).digest('base64url').slice(0, 22);
  return {
    current() {
      const [first] = keys;
      if (!first) throw new TypeError('Nonces need a session key.');
      return nonceOf(first, period());
    },
    accepts(nonce) {
      const given = Buffer.from(nonce);
      const present = period();
      // A node whose clock is a little ahead gives out the next nonce early.
      const accepted = keys.flatMap((key) =>
        [present, present - 1, present + 1].map((index) => Buffer.from(nonceOf(key, index))),
      );
      return accepted.some(
        (candidate) => candidate.length === given.length && timingSafeEqual(candidate, given),
      );
    },
  };
}
