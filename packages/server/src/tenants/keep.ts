import type { Clock } from '@authbeat/core';
import type { Eventually } from '../eventually.ts';

/** A value of the store that is kept in memory. */
export interface Kept<Value> {
  /** Returns the value: at once while it is fresh, and after a read of the store when it is old or invalid. */
  get(): Eventually<Value>;
  /** Until when `get` returns at once, in milliseconds since the epoch; -Infinity if it reads the store now. */
  freshUntil(): number;
  /** Reads the store now. Rejects when that fails. */
  refresh(): Promise<Value>;
  /** Marks the value as out of date: `get` reads it again, and returns the old one only if that fails. */
  invalidate(): void;
}

export interface KeepOptions {
  readonly now: Clock;
  /** How long a value is returned without reading it again. */
  readonly freshForMs: () => number;
  /** How long after its read a value may be returned while the store fails. */
  readonly staleForMs: number;
}

/** How long a value is fresh while the store reports changes, in case it misses one. */
export const FRESH_FOR_MS = 60_000;
/** How long a value is fresh while changes may be missed. A revocation must be known within 2 seconds. */
export const FRESH_UNWATCHED_MS = 1_000;
/** How long a store that has failed gets no reads, as long as there is an old value to return. */
const PAUSE_AFTER_FAILURE_MS = 1_000;

/** Keeps a value in memory: one read at a time, no read while the value is fresh, the old value while reads fail. */
export function keep<Value>(
  read: () => Promise<Value>,
  { now, freshForMs, staleForMs }: KeepOptions,
): Kept<Value> {
  let kept: { readonly value: Value; readonly readAt: number } | undefined;
  let isValid = true;
  let reading: Promise<Value> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  const refresh = async (): Promise<Value> => {
    const readAt = now();
    const current: Promise<Value> = read().then(
      (value) => {
        // After an `invalidate` during the read, this value may be from before the change.
        if (reading === current) {
          kept = { value, readAt };
          isValid = true;
          reading = undefined;
        }
        return value;
      },
      (error: unknown) => {
        failedAt = now();
        if (reading === current) reading = undefined;
        throw error;
      },
    );
    reading = current;
    return current;
  };

  const readAgain = async (age: number): Promise<Value> => {
    const usable = kept && age < staleForMs ? kept : undefined;
    if (usable && now() - failedAt < PAUSE_AFTER_FAILURE_MS) return usable.value;
    try {
      return await (reading ?? refresh());
    } catch (error) {
      if (usable) return usable.value;
      throw error;
    }
  };

  const freshUntil = (): number => (kept && isValid ? kept.readAt + freshForMs() : Number.NEGATIVE_INFINITY);

  return {
    get() {
      const at = now();
      return kept && at < freshUntil()
        ? kept.value
        : readAgain(kept ? at - kept.readAt : Number.POSITIVE_INFINITY);
    },
    freshUntil,
    refresh,
    invalidate() {
      isValid = false;
      reading = undefined;
    },
  };
}
