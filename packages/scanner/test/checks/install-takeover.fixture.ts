import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  also: ['signed-install'],
  parts: { admitLifecycle: () => true },
};
