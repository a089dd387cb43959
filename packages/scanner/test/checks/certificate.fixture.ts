import { certify, TRUSTING } from '../fixtures/certificates.ts';
import type { Fixture, VulnerableFixture } from '../fixtures/fixture.ts';

export const safe: Fixture = { tls: certify, options: TRUSTING };

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  tls: async () => certify({ notBefore: new Date('2024-01-01'), notAfter: new Date('2025-01-01') }),
  options: TRUSTING,
};
