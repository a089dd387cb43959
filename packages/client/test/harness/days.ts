import * as fc from 'fast-check';
import { expect } from 'vitest';
import { DAY, liveThrough } from './day.ts';
import type { Day } from './day.ts';

/** Days on which the client once failed. Every search begins with them. */
const FOUND: [Day][] = [
  [
    {
      host: 'connect',
      frames: 1,
      life: 900,
      period: 600,
      countsSleep: false,
      seed: 0,
      story: [
        { at: 14_815, happening: { kind: 'host fails', lasts: 5_193 } },
        { at: 15_479, happening: { kind: 'restart' } },
        { at: 20_308, happening: { kind: 'restart' } },
      ],
    },
  ],
];

const lasting = fc.record({
  kind: fc.constantFrom(
    'sleep',
    'offline',
    'hidden',
    'server down',
    'server busy',
    'server mute',
    'host fails',
    'host silent',
    'slow',
  ),
  lasts: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 7_200 })),
});
const instant = fc.record({ kind: fc.constantFrom('restart', 'clock jumps', 'looks', 'sign-out', 'retry') });

const days: fc.Arbitrary<Day> = fc.record({
  host: fc.constantFrom('connect', 'forge'),
  frames: fc.integer({ min: 1, max: 3 }),
  life: fc.constantFrom(300, 900, 3_600),
  period: fc.constantFrom(600, 1_800),
  countsSleep: fc.boolean(),
  seed: fc.nat(),
  story: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: DAY / 1_000 }),
      happening: fc.oneof(lasting, instant),
    }),
    { maxLength: 6 },
  ),
});

/**
 * Lives through made-up days. Rejects with the shortest story of a day on which an app sees an avoidable failure, or
 * the server a needless renewal.
 */
export async function searchDays(numRuns: number, seed: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(days, async (day) => {
      expect(await liveThrough(day)).toEqual([]);
    }),
    { numRuns, seed, examples: FOUND },
  );
}
