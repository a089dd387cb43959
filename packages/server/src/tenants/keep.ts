import type { Clock } from '../http/time.ts';

/** Something read from the store that is kept in memory, and read again when it may have changed. */
export interface Kept<Value> {
  /** Waits for the store only when what is kept may be out of date. */
  get(): Promise<Value>;
  /** Reads it again, and fails when that fails. */
  getAnew(): Promise<Value>;
  /** What is kept may be out of date: read it again, and use the old one only while the store fails. */
  doubt(): void;
}

export interface KeepOptions {
  readonly now: Clock;
  /** How long a value that was read may be used, while its read cannot be repeated. Milliseconds. */
  readonly staleFor: number;
}

/** How long a value is trusted without reading it again, should the store fail to tell of a change. */
export const FRESH_FOR = 60_000;
/** How long a store that has failed is not asked again while there is a value to go on with. */
const PAUSE_AFTER_FAILURE = 1_000;

/** Keeps a value: one read in flight, no wait where none is needed, and the last value while the store fails. */
export function keep<Value>(read: () => Promise<Value>, { now, staleFor }: KeepOptions): Kept<Value> {
  let kept: { readonly value: Value; readonly readAt: number } | undefined;
  let doubted = false;
  let reading: Promise<Value> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  const readAgain = async (): Promise<Value> => {
    const readAt = now();
    const current: Promise<Value> = read().then(
      (value) => {
        // A doubt that arose while reading stays: this answer may be from before the change.
        if (reading === current) {
          kept = { value, readAt };
          doubted = false;
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

  return {
    async get() {
      const age = kept ? now() - kept.readAt : Number.POSITIVE_INFINITY;
      if (kept && !doubted && age < FRESH_FOR) return kept.value;
      const usable = kept && age < staleFor ? kept : undefined;
      if (usable && now() - failedAt < PAUSE_AFTER_FAILURE) return usable.value;
      try {
        return await (reading ?? readAgain());
      } catch (error) {
        if (usable) return usable.value;
        throw error;
      }
    },
    getAnew: readAgain,
    doubt() {
      doubted = true;
      reading = undefined;
    },
  };
}
