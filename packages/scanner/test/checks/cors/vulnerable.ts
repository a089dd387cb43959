import { html } from '../../fixtures/model-app.ts';
import type { VulnerableFixture } from '../../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  outcome: 'fail',
  parts: {
    page: ({ headers }) =>
      html(200, 'notes', {
        'access-control-allow-origin': String(headers['origin'] ?? ''),
        'access-control-allow-credentials': 'true',
      }),
  },
};
