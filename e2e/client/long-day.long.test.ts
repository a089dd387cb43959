import { expect, test } from 'vitest';
import { useVisits } from '../harness/visit.ts';
import { liveThroughLifetimes } from './live-through-lifetimes.ts';

const start = useVisits();

test('six frames live through 200 lifetimes of a session without a failed request, a reload or a leak', async () => {
  await expect(liveThroughLifetimes(start, 200)).resolves.toBeUndefined();
});
