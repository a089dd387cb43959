import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';

/** Half a million take two minutes of one core. `AUTHBEAT_FUZZ_RUNS=10000000` makes a nightly run of it, `AUTHBEAT_FUZZ_SEED` repeats one. */
const { AUTHBEAT_FUZZ_RUNS = '500000', AUTHBEAT_FUZZ_SEED = String(randomInt(2 ** 31)) } = process.env;
const HOURS = 3_600_000;

it(
  `only unchanged credentials open a door, of ${AUTHBEAT_FUZZ_RUNS} attempts (seed ${AUTHBEAT_FUZZ_SEED})`,
  { timeout: 12 * HOURS },
  async () => {
    const runs = Number(AUTHBEAT_FUZZ_RUNS);
    const { attempts, admitted, counterexample } = await fuzz(runs, Number(AUTHBEAT_FUZZ_SEED));
    expect(counterexample).toBeUndefined();
    expect(attempts).toBeGreaterThanOrEqual(runs);
    expect(admitted).toBeGreaterThan(runs / 5);
  },
);
