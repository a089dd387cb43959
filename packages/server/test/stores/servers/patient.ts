import { describe, it } from 'vitest';
import type { TestFunctions } from '../../../src/testing/index.ts';

/** Tests that wait for servers to die and to come back. */
export const PATIENT: TestFunctions = {
  describe,
  // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- the suite brings titles and assertions
  it: (name, body) => it(name, { timeout: 30_000 }, body),
};
