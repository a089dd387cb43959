import { expect, it } from 'vitest';
import { createSteadyClock } from '../src/steady-clock.ts';
import { createClock } from './support/clock.ts';

it('a steady clock runs as another one does, and does not go back where that one is set back', () => {
  const clock = createClock();
  const steady = createSteadyClock(() => clock.now());
  const elapsed = (seconds: number): number => {
    const before = steady();
    clock.pass(seconds);
    return (steady() - before) / 1000;
  };
  expect(elapsed(10)).toBe(10);
  // As much as this process has needed for it.
  expect(elapsed(-3600)).toBeGreaterThanOrEqual(0);
  expect(elapsed(5)).toBe(5);
  expect(elapsed(3600)).toBe(3600);
});
