import { certify, TRUSTING } from '../fixtures/certificates.ts';
import type { Fixture, VulnerableFixture } from '../fixtures/fixture.ts';

export const safe: Fixture = { tls: certify, options: TRUSTING };

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  tls: async () => ({ ...(await certify()), minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }),
  options: TRUSTING,
};
