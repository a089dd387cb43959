import { html } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: { page: () => html(200, 'notes', { 'cache-control': 'private, max-age=600' }) },
};
