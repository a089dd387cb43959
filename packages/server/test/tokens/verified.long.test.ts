import { expect, it } from 'vitest';
import { interleave } from './interleave.ts';

/** For the whole million: `AUTHBEAT_REQUESTS=1000000 npm run test:long -- verified`. It takes about three minutes of CPU time. `AUTHBEAT_SEED` makes other requests. */
const REQUESTS = Number(process.env['AUTHBEAT_REQUESTS'] ?? 250_000);
const SEED = Number(process.env['AUTHBEAT_SEED'] ?? 1);

it(
  `${REQUESTS} requests are judged as if no token had been seen before (seed ${SEED})`,
  { timeout: 60_000 + 2 * REQUESTS },
  async () => {
    let count = 0;
    const different: unknown[] = [];
    for await (const { verdict, oracle, step } of interleave(REQUESTS, SEED)) {
      count += 1;
      if (verdict !== oracle) different.push({ seed: SEED, count, step, verdict, oracle });
    }
    expect(different).toEqual([]);
    expect(count).toBe(REQUESTS);
  },
);
