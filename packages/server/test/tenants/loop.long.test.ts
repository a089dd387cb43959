import { expect, it } from 'vitest';
import { runLoop } from './loop.ts';

const PATIENCE = 600_000;

it(
  'twenty minutes of a loop leave one small record, and the reads of other tenants as they were',
  { timeout: PATIENCE },
  async () => {
    const quiet = await runLoop({ limits: false, seconds: 1200, roundsPerSecond: 1 });
    const before = process.memoryUsage.rss();
    const busy = await runLoop({ limits: false, seconds: 1200, roundsPerSecond: 25 });
    expect(busy).toMatchObject({ rounds: 30_000, records: 1, refusedOfOther: 0 });
    expect(busy.longest).toBeLessThan(2000);
    expect(busy.readsOfOther).toBe(quiet.readsOfOther);
    expect(process.memoryUsage.rss() - before).toBeLessThan(200_000_000);
  },
);
