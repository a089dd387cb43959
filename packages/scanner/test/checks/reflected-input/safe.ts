import { escapeHtml, html } from '../../fixtures/model-app.ts';
import type { Fixture } from '../../fixtures/fixture.ts';

export const safe: Fixture = {
  parts: {
    refuse: ({ query }) =>
      html(401, `<p>${escapeHtml(query.get('message') ?? '')}</p><script src="/heal.js"></script>`),
  },
};
