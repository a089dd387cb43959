import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';

it('only unchanged credentials open a door, of 5,000 attempts and all that ever failed', async () => {
  const { attempts, admitted, counterexample } = await fuzz(5_000, 20_261_122);
  expect(counterexample).toBeUndefined();
  expect(attempts).toBeGreaterThanOrEqual(5_000);
  // Enough of them are admitted for the mutations of the others to be what makes the difference.
  expect(admitted).toBeGreaterThan(1_000);
});
