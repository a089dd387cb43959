/** A clock that stands still until it is moved, from the begin of this second on. */
export interface TestClock {
  now(): number;
  /** Moves the clock by so many seconds. */
  pass(seconds: number): void;
}

export function createClock(): TestClock {
  let milliseconds = Math.floor(Date.now() / 1000) * 1000;
  return {
    now: () => milliseconds,
    pass(seconds) {
      milliseconds += seconds * 1000;
    },
  };
}
