import { STANDARD_PARTS } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    // It is installed already: nothing to do.
    async lifecycle(request, state, parts) {
      const { clientKey = '' } = readBody(request.body);
      const known = request.path === '/installed' && state.tenants.has(clientKey);
      if (known && (await parts.admitLifecycle(request, state))) return { status: 204 };
      return STANDARD_PARTS.lifecycle(request, state, parts);
    },
  },
};

function readBody(text: string): { clientKey?: string } {
  try {
    return JSON.parse(text) as { clientKey?: string };
  } catch {
    return {};
  }
}
