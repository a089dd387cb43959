import type { Fixture, VulnerableFixture } from '../fixtures/fixture.ts';

export const safe: Fixture = {
  parts: { descriptor: (standard) => ({ ...standard, name: 'Notes for Jira' }) },
};

export const vulnerable: VulnerableFixture = {
  status: 'warning',
  parts: { descriptor: (standard) => ({ ...standard, name: 'Jira Notes' }) },
};
