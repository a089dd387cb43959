import { CONTEXT_QSH, decodeToken, readHostClaims, verifyHs256 } from '@authbeat/core';
import { STANDARD_PARTS } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    verify(token, request, state) {
      const decoded = decodeToken(token);
      const claims = readHostClaims(decoded.claims);
      if (claims.qsh !== CONTEXT_QSH) return STANDARD_PARTS.verify(token, request, state);
      verifyHs256(decoded, state.tenants.get(claims.iss) ?? []);
      return claims;
    },
  },
};
