import { html } from '../../fixtures/model-app.ts';
import type { VulnerableFixture } from '../../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  outcome: 'fail',
  parts: {
    page: () => html(200, 'notes', { 'set-cookie': 'connect.sid=1; SameSite=None; Secure; Partitioned' }),
  },
};
