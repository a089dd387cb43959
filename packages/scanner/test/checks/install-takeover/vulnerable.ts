import type { VulnerableFixture } from '../../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  outcome: 'fail',
  also: ['signed-install'],
  parts: { admitLifecycle: () => true },
};
