import { describe, expect, it } from 'vitest';
import { scoreMutants } from './score.ts';

describe('inspect', { timeout: 900_000 }, () => {
  it('names one random mutation in thousands of good requests, and is never certain of another cause', async () => {
    const { mutants, right, wrongButCertain, missed } = await scoreMutants(5_000, 1_000_000);
    expect({ missed, wrongButCertain }).toEqual({ missed, wrongButCertain: [] });
    expect(right / mutants).toBeGreaterThanOrEqual(0.95);
  });
});
