import { html } from '../../fixtures/model-app.ts';
import type { VulnerableFixture } from '../../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  outcome: 'fail',
  parts: {
    refuse: ({ query }) => html(401, `<p>${query.get('message') ?? ''}</p><script src="/heal.js"></script>`),
  },
};
