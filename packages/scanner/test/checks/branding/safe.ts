import type { Fixture } from '../../fixtures/fixture.ts';

export const safe: Fixture = {
  parts: { descriptor: (standard) => ({ ...standard, name: 'Notes for Jira' }) },
};
