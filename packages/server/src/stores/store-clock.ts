import type { StoreDriver } from './driver.ts';

/** The clock that decides what has expired in a store. */
export interface StoreClock {
  /** Milliseconds since the epoch, whole. */
  readonly now: () => number;
  /** Sets the clock by that of the database. Resolves with its time. */
  readonly set: (signal: AbortSignal) => Promise<number>;
}

/**
 * Makes a clock that goes by that of the database, and between two readings by the monotonic clock of this process. A
 * node whose own clock is wrong then neither keeps nor deletes anything at the wrong time.
 *
 * @param given a clock to use in place of the database's
 */
export function createStoreClock(driver: StoreDriver, given: (() => number) | undefined): StoreClock {
  if (given || !driver.readClock) {
    const now = (): number => Math.floor((given ?? Date.now)());
    return { now, set: async () => now() };
  }
  const readClock = driver.readClock.bind(driver);
  let aheadMs = Date.now() - performance.now();
  const now = (): number => Math.floor(performance.now() + aheadMs);
  return {
    now,
    async set(signal) {
      const begunAt = performance.now();
      const read = await readClock(signal);
      // The database read its clock somewhere between the request and its response.
      aheadMs = read - (begunAt + performance.now()) / 2;
      return now();
    },
  };
}
