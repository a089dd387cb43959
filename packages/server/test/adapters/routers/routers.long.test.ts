import { expect, it } from 'vitest';
import { compareRouters } from './targets.ts';

/** For other targets: `AUTHBEAT_SEED=$RANDOM npm run test:long -- routers`. */
const SEED = Number(process.env['AUTHBEAT_SEED'] ?? 1);

it(
  `every router hands on what was signed, for a million targets (seed ${SEED})`,
  { timeout: 3_600_000 },
  async () => {
    const { admitted, differences } = await compareRouters(1_000_000, SEED);
    expect(differences.slice(0, 20)).toEqual([]);
    expect(admitted).toBeGreaterThan(20_000);
  },
);
