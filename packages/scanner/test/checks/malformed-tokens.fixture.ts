import { STANDARD_PARTS } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  options: { timeout: 1 },
  parts: {
    // No code catches the exception: the response is never sent.
    refuse: (request, refusal) =>
      request.query.get('jwt') === 'garbage' ? 'never' : STANDARD_PARTS.refuse(request, refusal),
  },
};
