import { html } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'warning',
  parts: { page: () => html(200, 'notes', { 'content-security-policy': "default-src 'self'" }) },
};
