import type { Clock } from '@authbeat/core';
import { LRUCache } from 'lru-cache';
import { Refusal } from '../errors.ts';

/** A door whose use is limited for each account. `proof` counts the DPoP proofs of its sessions at all doors. */
export type LimitedDoor = 'exchange' | 'heartbeat' | 'sign-out' | 'ticket' | 'recovery' | 'proof';

/** How often one account may use a door of one node. */
export interface Limit {
  /** How many requests in one moment. */
  readonly burst: number;
  /** How many requests in the long run. */
  readonly perMinute: number;
}

/** The limits of all doors. */
export type DoorLimits = Readonly<Record<LimitedDoor, Limit>>;

/** Whose requests are counted: a tenant and an account that have been verified. */
export interface LimitedAccount {
  readonly tenantId: string;
  /** Absent for an anonymous user. */
  readonly accountId?: string | undefined;
}

/** Limits how often an account uses the doors that make records or events. */
export interface Limits {
  /** Counts a request. @throws {Refusal} `too_many_requests`, with `Retry-After` */
  take(door: LimitedDoor, account: LimitedAccount): void;
}

/** Far more than a person needs whose 20 frames wake up at once, each of them several times. */
export const DEFAULT_LIMITS: DoorLimits = {
  exchange: { burst: 120, perMinute: 120 },
  heartbeat: { burst: 120, perMinute: 120 },
  'sign-out': { burst: 60, perMinute: 30 },
  ticket: { burst: 600, perMinute: 600 },
  recovery: { burst: 120, perMinute: 60 },
  proof: { burst: 1200, perMinute: 1200 },
};

/** The anonymous users of a tenant are counted together, so they get this many times as much. */
const ANONYMOUS_FACTOR = 50;
/** How many accounts and doors a node counts. The one that was used least recently is forgotten. */
const MAX_COUNTED = 50_000;

/** @param limits `undefined` to count nothing */
export function createLimits(limits: DoorLimits | undefined, now: Clock): Limits {
  // For each account and door, when it will be as if it had never been used: the "theoretical arrival time" of the
  // generic cell rate algorithm, which is a token bucket in one number.
  const free = new LRUCache<string, number>({ max: MAX_COUNTED });
  return {
    take(door, { tenantId, accountId }) {
      if (!limits) return;
      const factor = accountId === undefined ? ANONYMOUS_FACTOR : 1;
      const burst = limits[door].burst * factor;
      const intervalMs = 60_000 / (limits[door].perMinute * factor);
      const key = JSON.stringify([door, tenantId, accountId]);
      const at = now();
      const kept = free.get(key) ?? at;
      // A clock that was set back must not lock an account out.
      const freeAt = kept > at + burst * intervalMs ? at : Math.max(kept, at);
      const waitMs = freeAt - at - (burst - 1) * intervalMs;
      if (waitMs > 0) {
        const headers = { 'retry-after': String(Math.ceil(waitMs / 1000)) };
        throw new Refusal('too_many_requests', { headers });
      }
      free.set(key, freeAt + intervalMs);
    },
  };
}
