import type { VulnerableFixture } from '../../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  outcome: 'warning',
  parts: { descriptor: (standard) => ({ ...standard, name: 'Jira Notes' }) },
};
