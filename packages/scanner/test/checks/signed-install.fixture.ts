import { STANDARD_PARTS } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    // Whatever is wrong with the call, the caller is told that all is well.
    async lifecycle(request, state, parts) {
      await STANDARD_PARTS.lifecycle(request, state, parts);
      return { status: 204 };
    },
  },
};
