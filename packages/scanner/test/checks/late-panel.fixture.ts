import { html } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'warning',
  parts: { refuse: () => html(401, '<p>Your session has expired.</p>') },
};
