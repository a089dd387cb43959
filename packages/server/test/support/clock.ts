/** A clock that stands still until it is moved. */
export interface TestClock {
  now(): number;
  /** Moves the clock by so many seconds. */
  pass(seconds: number): void;
}

export function createClock(start = Date.UTC(2026, 10, 21, 12)): TestClock {
  let milliseconds = start;
  return {
    now: () => milliseconds,
    pass(seconds) {
      milliseconds += seconds * 1000;
    },
  };
}
