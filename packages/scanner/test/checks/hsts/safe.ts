import { certify, TRUSTING } from '../../fixtures/certificates.ts';
import type { Fixture } from '../../fixtures/fixture.ts';

export const safe: Fixture = { tls: certify, options: TRUSTING };
