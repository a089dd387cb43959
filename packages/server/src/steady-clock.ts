import type { Clock } from '@authbeat/core';

/**
 * Makes a clock for ages: it runs as the given one does, and goes by the monotonic clock of this process where that one
 * is set back. What is kept for a while would otherwise count as fresh until the given clock is again where it was. It
 * is not the time of day.
 */
export function createSteadyClock(now: Clock): Clock {
  let last = { at: now(), ticks: performance.now() };
  let time = last.at;
  return () => {
    const next = { at: now(), ticks: performance.now() };
    time += next.at < last.at ? next.ticks - last.ticks : next.at - last.at;
    last = next;
    return time;
  };
}
