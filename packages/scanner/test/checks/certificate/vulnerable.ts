import { certify, TRUSTING } from '../../fixtures/certificates.ts';
import type { VulnerableFixture } from '../../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  outcome: 'fail',
  tls: async () => certify({ notBefore: new Date('2024-01-01'), notAfter: new Date('2025-01-01') }),
  options: TRUSTING,
};
