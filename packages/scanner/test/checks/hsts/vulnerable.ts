import { certify, TRUSTING } from '../../fixtures/certificates.ts';
import { html } from '../../fixtures/model-app.ts';
import type { VulnerableFixture } from '../../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  outcome: 'fail',
  parts: { other: () => html(404, '', { 'strict-transport-security': 'max-age=86400' }) },
  tls: certify,
  options: TRUSTING,
};
