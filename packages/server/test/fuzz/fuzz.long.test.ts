import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';

/**
 * The seed is fixed, so that a change passes or fails by itself: `AUTHBEAT_SEED` searches elsewhere, and
 * `AUTHBEAT_FUZZ_RUNS=10000000` makes a nightly run of it. A million attempts take five minutes of one core.
 */
const { AUTHBEAT_FUZZ_RUNS = '1000000', AUTHBEAT_SEED = '1116603594' } = process.env;
const HOURS = 3_600_000;

it(
  `only unchanged credentials open a door, of ${AUTHBEAT_FUZZ_RUNS} attempts (seed ${AUTHBEAT_SEED})`,
  { timeout: 12 * HOURS },
  async () => {
    const runs = Number(AUTHBEAT_FUZZ_RUNS);
    const { attempts, admitted, counterexample } = await fuzz(runs, Number(AUTHBEAT_SEED));
    expect(counterexample).toBeUndefined();
    expect(attempts).toBeGreaterThanOrEqual(runs);
    expect(admitted).toBeGreaterThan(runs / 5);
  },
);
