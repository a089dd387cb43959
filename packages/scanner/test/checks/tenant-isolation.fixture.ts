import { decodeToken, readHostClaims } from '@authbeat/core';
import { STANDARD_PARTS } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    // It accepts the signature of any tenant.
    verify(token, request, state) {
      const everySecret = [...state.tenants.values()].flat();
      const { iss } = readHostClaims(decodeToken(token).claims);
      return STANDARD_PARTS.verify(token, request, { ...state, tenants: new Map([[iss, everySecret]]) });
    },
  },
};
