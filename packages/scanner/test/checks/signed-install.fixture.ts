import { STANDARD_PARTS } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    // The response is a success, whatever is wrong with the call.
    async lifecycle(request, state, parts) {
      await STANDARD_PARTS.lifecycle(request, state, parts);
      return { status: 204 };
    },
  },
};
