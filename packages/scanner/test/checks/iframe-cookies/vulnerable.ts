import { html } from '../../fixtures/model-app.ts';
import type { VulnerableFixture } from '../../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  outcome: 'warning',
  parts: { page: () => html(200, 'notes', { 'set-cookie': 'theme=dark; SameSite=Lax; Secure' }) },
};
