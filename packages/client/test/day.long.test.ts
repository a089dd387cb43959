import { expect, test } from 'vitest';
import { searchDays } from './harness/days.ts';

/** For a longer search on other days: `AUTHBEAT_DAYS=10000 AUTHBEAT_SEED=$RANDOM npm run test:long -- day`. */
const DAYS = Number(process.env['AUTHBEAT_DAYS'] ?? 3_000);
const SEED = Number(process.env['AUTHBEAT_SEED'] ?? 2);

test(
  `on ${DAYS} days, no app sees an avoidable failure and no server a needless renewal`,
  { timeout: 30_000 + 500 * DAYS },
  async () => {
    await expect(searchDays(DAYS, SEED)).resolves.toBeUndefined();
  },
);
