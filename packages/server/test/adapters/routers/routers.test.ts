import { expect, it } from 'vitest';
import { compareRouters } from './targets.ts';

it('every router hands on what was signed, for a sample of the targets that attackers make', async () => {
  const { admitted, differences } = await compareRouters(6000, 1);
  expect(differences.slice(0, 5)).toEqual([]);
  expect(admitted).toBeGreaterThan(150);
});
