import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: { mayAdminister: () => true },
};
