import { describe, expect, it } from 'vitest';
import { runLoop } from './loop.ts';

describe('an account that exchanges and signs out in a loop', () => {
  it('leaves one small record, without any limit, and costs other tenants nothing', async () => {
    const cost = await runLoop({ limits: false, seconds: 4, roundsPerSecond: 25 });
    expect(cost).toMatchObject({ rounds: 100, records: 1, readsOfOther: 0, refusedOfOther: 0 });
    expect(cost.longest).toBeLessThan(2000);
  });

  it('is stopped by the limits', async () => {
    const { rounds } = await runLoop({ seconds: 4, roundsPerSecond: 25 });
    expect(rounds).toBeGreaterThanOrEqual(60);
    expect(rounds).toBeLessThan(70);
  });
});
