import { html } from '../fixtures/model-app.ts';
import type { Fixture, VulnerableFixture } from '../fixtures/fixture.ts';

export const safe: Fixture = {
  parts: {
    page: () => html(200, 'notes', { 'set-cookie': 'theme=dark; SameSite=None; Secure; Partitioned' }),
  },
};

export const vulnerable: VulnerableFixture = {
  status: 'warning',
  parts: { page: () => html(200, 'notes', { 'set-cookie': 'theme=dark; SameSite=Lax; Secure' }) },
};
