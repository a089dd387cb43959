import { checkLifetime, decodeToken, readHostClaims, verifyHs256 } from '@authbeat/core';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    verify(token, _, state) {
      const decoded = decodeToken(token);
      const claims = readHostClaims(decoded.claims);
      verifyHs256(decoded, state.tenants.get(claims.iss) ?? []);
      checkLifetime(decoded.claims);
      return claims;
    },
  },
};
