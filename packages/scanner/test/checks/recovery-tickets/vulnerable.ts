import { recoveryParts } from './recovery-parts.ts';
import type { VulnerableFixture } from '../../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  outcome: 'fail',
  parts: recoveryParts({ spendsTickets: false }),
};
