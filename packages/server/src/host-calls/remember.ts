import type { Clock } from '@authbeat/core';
import { LRUCache } from 'lru-cache';
import { createSteadyClock } from '../steady-clock.ts';

/** A value, and for how long it may be used, in milliseconds. */
export interface Expiring<Value> {
  readonly value: Value;
  readonly forMs: number;
}

/** Values in memory that expire. Each is read once for all that ask for it at the same time. */
export interface Remembered<Value> {
  /** Rejects when the read does; a failure is not remembered. */
  get(key: string, read: () => Promise<Expiring<Value>>): Promise<Value>;
  forget(key: string): void;
}

const MAX_VALUES = 10_000;

export function remember<Value>(now: Clock): Remembered<Value> {
  const values = new LRUCache<string, { readonly value: Value }>({
    max: MAX_VALUES,
    ttl: 1,
    ttlResolution: 0,
    perf: { now: createSteadyClock(now) },
  });
  const reading = new LRUCache<string, Promise<Value>>({ max: MAX_VALUES });

  const readOnce = async (key: string, read: () => Promise<Expiring<Value>>): Promise<Value> => {
    try {
      const { value, forMs } = await read();
      if (forMs > 0) values.set(key, { value }, { ttl: forMs });
      return value;
    } finally {
      reading.delete(key);
    }
  };

  return {
    async get(key, read) {
      const kept = values.get(key);
      if (kept) return kept.value;
      const pending = reading.get(key) ?? readOnce(key, read);
      reading.set(key, pending);
      return pending;
    },
    forget: (key) => void values.delete(key),
  };
}
