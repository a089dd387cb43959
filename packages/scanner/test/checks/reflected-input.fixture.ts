import { escapeHtml, html } from '../fixtures/model-app.ts';
import type { Fixture, VulnerableFixture } from '../fixtures/fixture.ts';

export const safe: Fixture = {
  parts: {
    refuse: ({ query }) =>
      html(401, `<p>${escapeHtml(query.get('message') ?? '')}</p><script src="/heal.js"></script>`),
  },
};

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    refuse: ({ query }) => html(401, `<p>${query.get('message') ?? ''}</p><script src="/heal.js"></script>`),
  },
};
