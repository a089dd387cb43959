import { html, STANDARD_PARTS } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    refuse: (request, refusal) =>
      refusal === 'missing'
        ? html(401, '<!-- config: { "sharedSecret": "n0t-so-secret-anymore" } -->')
        : STANDARD_PARTS.refuse(request, refusal),
  },
};
