import { STANDARD_PARTS } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    refuse(request, refusal) {
      const next = request.query.get('returnUrl');
      return next === null
        ? STANDARD_PARTS.refuse(request, refusal)
        : { status: 302, headers: { location: next } };
    },
  },
};
