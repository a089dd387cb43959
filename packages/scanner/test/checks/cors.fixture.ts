import { html } from '../fixtures/model-app.ts';
import type { Fixture, VulnerableFixture } from '../fixtures/fixture.ts';

export const safe: Fixture = {
  parts: {
    page: () =>
      html(200, 'notes', {
        'access-control-allow-origin': 'https://example.atlassian.net',
        'access-control-allow-credentials': 'true',
      }),
  },
};

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    page: ({ headers }) =>
      html(200, 'notes', {
        'access-control-allow-origin': String(headers['origin'] ?? ''),
        'access-control-allow-credentials': 'true',
      }),
  },
};
