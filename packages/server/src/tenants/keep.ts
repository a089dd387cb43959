import type { Clock } from '@authbeat/core';
import { LRUCache } from 'lru-cache';
import { andThen, type Eventually } from '../eventually.ts';
import { createSteadyClock } from '../steady-clock.ts';
import type { Change, Store, TenantRecord } from '../stores/contract.ts';
import { changeRecord, type NextRecord, type RecordChange } from './change-record.ts';

/** A value of the store that is kept in memory. */
export interface Kept<Value> {
  /** Returns the value: at once while it is fresh, and after a read of the store when it is old or invalid. */
  get(): Eventually<Value>;
  /** Until when `get` returns at once, in milliseconds since the epoch; -Infinity if it reads the store now. */
  freshUntilMs(): number;
  /** Reads the store now. Rejects when that fails. */
  refresh(): Promise<Value>;
  /** Marks the value as out of date: `get` reads it again, and returns the old one only if that fails. */
  invalidate(): void;
}

export interface KeepOptions {
  /** A clock that is never set back. */
  readonly now: Clock;
  /** How long a value is returned without reading it again. */
  readonly freshForMs: () => number;
  /** How long after its read a value may be returned while the store fails. */
  readonly staleForMs: number;
}

/** How long a value is fresh while the store reports changes, in case it misses one. */
export const FRESH_FOR_MS = 60_000;
/** How long a value is fresh while changes may be missed. A revocation must be known within 2 seconds. */
const FRESH_UNWATCHED_MS = 1_000;
/** How long a store that has failed gets no reads, as long as there is an old value to return. */
const PAUSE_AFTER_FAILURE_MS = 1_000;

/** How long the values of one cache are fresh. */
export interface Freshness extends KeepOptions {
  /** Takes notice of a change: whether the store still reports changes, and whether some were missed. */
  apply(change: Change, kept: Iterable<Pick<Kept<unknown>, 'invalidate'>>): void;
}

export function createFreshness({ now, staleForMs }: Pick<KeepOptions, 'now' | 'staleForMs'>): Freshness {
  let isWatched = true;
  return {
    now: createSteadyClock(now),
    staleForMs,
    freshForMs: () => (isWatched ? FRESH_FOR_MS : FRESH_UNWATCHED_MS),
    apply({ kind }, kept) {
      if (kind === 'lost') isWatched = false;
      if (kind !== 'gap') return;
      isWatched = true;
      for (const each of kept) each.invalidate();
    },
  };
}

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

  const freshUntilMs = (): number =>
    kept && isValid ? kept.readAt + freshForMs() : Number.NEGATIVE_INFINITY;

  return {
    get() {
      const at = now();
      return kept && at < freshUntilMs()
        ? kept.value
        : readAgain(kept ? at - kept.readAt : Number.POSITIVE_INFINITY);
    },
    freshUntilMs,
    refresh,
    invalidate() {
      isValid = false;
      reading = undefined;
    },
  };
}

/** Records of the store, kept in memory as values. `apply` drops those that another node has changed. */
export interface RecordCache<Value> {
  /** `undefined` when there is no such record. @throws {StoreError} */
  readonly find: (key: string) => Eventually<Value | undefined>;
  /** Reads the record from the store now. @throws {StoreError} */
  readonly refresh: (key: string) => Promise<Value | undefined>;
  /**
   * Changes a record by compare-and-set. `next` may run several times. If it returns the record that it was given, or
   * `undefined`, nothing is written.
   *
   * @returns the record before and after
   * @throws {StoreError}
   */
  readonly change: (key: string, next: NextRecord) => Promise<RecordChange>;
  readonly apply: (change: Change) => void;
}

export interface RecordCacheOptions<Value> {
  readonly store: Store;
  readonly now: Clock;
  /** How long a record that was read may be relied on while the store fails. */
  readonly staleForMs: number;
  /** Whether a record of this kind may have this key. The store is not asked for any other. */
  readonly isKey: (key: string) => boolean;
  /** What is kept of a record. */
  readonly toValue: (record: TenantRecord) => Value;
}

const MAX_KNOWN = 10_000;
/** Unknown keys have a cache of their own, so that invented ones cannot push records out. */
const MAX_UNKNOWN = 1_000;

export function createRecordCache<Value extends object>(
  options: RecordCacheOptions<Value>,
): RecordCache<Value> {
  const { store, isKey, toValue } = options;
  const known = new LRUCache<string, Kept<Value | undefined>>({ max: MAX_KNOWN });
  const unknown = new LRUCache<string, Kept<Value | undefined>>({ max: MAX_UNKNOWN });
  const freshness = createFreshness(options);

  const read = async (key: string): Promise<Value | undefined> => {
    const record = await store.readTenant(key);
    return record && toValue(record);
  };
  const forget = (key: string): void => {
    known.delete(key);
    unknown.delete(key);
  };

  const keepUnknown = (key: string): Kept<Value | undefined> => {
    const kept = keep(async () => read(key), freshness);
    unknown.set(key, kept);
    return kept;
  };
  const look = (
    key: string,
    readKept: (kept: Kept<Value | undefined>) => Eventually<Value | undefined>,
  ): Eventually<Value | undefined> => {
    const familiar = known.get(key);
    if (familiar) return readKept(familiar);
    if (!isKey(key)) return undefined;
    const kept = unknown.get(key) ?? keepUnknown(key);
    return andThen(readKept(kept), (value) => {
      if (value && unknown.get(key) === kept) {
        unknown.delete(key);
        known.set(key, kept);
      }
      return value;
    });
  };

  return {
    find: (key) => look(key, (kept) => kept.get()),
    refresh: async (key) => look(key, async (kept) => kept.refresh()),
    async change(key, next) {
      const result = await changeRecord(store, key, next);
      if (result.after !== result.before) forget(key);
      return result;
    },
    apply(change) {
      if (change.kind === 'tenant') forget(change.clientKey);
      if (change.kind === 'gap') unknown.clear();
      freshness.apply(change, known.values());
    },
  };
}
