import { decodeToken, verifyHs256 } from '@authbeat/core';
import { STANDARD_PARTS, tokenOf } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    // The token says how it is to be verified.
    async admitLifecycle(request, state) {
      try {
        const decoded = decodeToken(tokenOf(request) ?? '');
        if (decoded.header.alg === 'RS256') return await STANDARD_PARTS.admitLifecycle(request, state);
        verifyHs256(decoded, [state.hostKey]);
        return true;
      } catch {
        return false;
      }
    },
  },
};
