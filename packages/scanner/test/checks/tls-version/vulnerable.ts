import { certify, TRUSTING } from '../../fixtures/certificates.ts';
import type { VulnerableFixture } from '../../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  outcome: 'fail',
  tls: async () => ({ ...(await certify()), minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }),
  options: TRUSTING,
};
