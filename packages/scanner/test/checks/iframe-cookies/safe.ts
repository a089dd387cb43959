import { html } from '../../fixtures/model-app.ts';
import type { Fixture } from '../../fixtures/fixture.ts';

export const safe: Fixture = {
  parts: {
    page: () => html(200, 'notes', { 'set-cookie': 'theme=dark; SameSite=None; Secure; Partitioned' }),
  },
};
