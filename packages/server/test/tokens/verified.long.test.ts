import { expect, it } from 'vitest';
import { interleave } from './interleave.ts';

it('a million requests are judged as if no token had been seen before', async () => {
  const seed = Date.now() % 1_000_000;
  let count = 0;
  const different: unknown[] = [];
  for await (const { verdict, oracle, step } of interleave(1_000_000, seed)) {
    count += 1;
    if (verdict !== oracle) different.push({ seed, count, step, verdict, oracle });
  }
  expect(different).toEqual([]);
  expect(count).toBe(1_000_000);
}, 600_000);
