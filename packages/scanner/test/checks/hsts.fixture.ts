import { certify, TRUSTING } from '../fixtures/certificates.ts';
import type { Fixture, VulnerableFixture } from '../fixtures/fixture.ts';
import { html } from '../fixtures/model-app.ts';

export const safe: Fixture = { tls: certify, options: TRUSTING };

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: { other: () => html(404, '', { 'strict-transport-security': 'max-age=86400' }) },
  tls: certify,
  options: TRUSTING,
};
