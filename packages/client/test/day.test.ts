import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, liveThrough } from './harness/day.ts';
import type { Day } from './harness/day.ts';

/** More days, and other ones, for a longer search: `AUTHBEAT_DAYS=10000 AUTHBEAT_SEED=$RANDOM npm test`. */
const DAYS = Number(process.env['AUTHBEAT_DAYS'] ?? 100);
const SEED = Number(process.env['AUTHBEAT_SEED'] ?? 1);

/** Days that a search has found, on which the client once failed. */
const FOUND: [Day][] = [
  [
    {
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

test(
  'on no day does the app see a failure that could be avoided, or the server a renewal that nobody needs',
  { timeout: 30_000 + 500 * DAYS },
  async () => {
    await fc.assert(
      fc.asyncProperty(days, async (day) => {
        expect(await liveThrough(day)).toEqual([]);
      }),
      { numRuns: DAYS, seed: SEED, examples: FOUND },
    );
  },
);
