import { html, STANDARD_PARTS } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    refuse: (request, refusal) =>
      refusal === 'invalid'
        ? html(401, '<pre>TokenError: bad token\n    at verify (/app/src/verify.js:12:7)</pre>')
        : STANDARD_PARTS.refuse(request, refusal),
  },
};
