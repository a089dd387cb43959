import { STANDARD_PARTS } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    // Perhaps they come back.
    lifecycle: async (request, state, parts) =>
      request.path === '/uninstalled' && (await parts.admitLifecycle(request, state))
        ? { status: 204 }
        : STANDARD_PARTS.lifecycle(request, state, parts),
  },
};
