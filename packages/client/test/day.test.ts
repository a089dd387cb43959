import { expect, test } from 'vitest';
import { searchDays } from './harness/days.ts';

test('on forty days, no app sees an avoidable failure and no server a needless renewal', async () => {
  await expect(searchDays(40, 1)).resolves.toBeUndefined();
});
