import { expect, it } from 'vitest';
import { compareRouters } from './targets.ts';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

it(`every router hands on what was signed, for a million targets (SEED=${SEED})`, async () => {
  const { admitted, differences } = await compareRouters(1_000_000, SEED);
  expect(differences.slice(0, 20)).toEqual([]);
  expect(admitted).toBeGreaterThan(20_000);
});
