import {
  checkLifetime,
  decodeToken,
  matchesQueryStringHash,
  readHostClaims,
  TokenError,
  verifyHs256,
} from '@authbeat/core';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    // "The token is still good: it was, this morning."
    verify(token, { method, target: url }, { baseUrl, tenants }) {
      const decoded = decodeToken(token);
      const claims = readHostClaims(decoded.claims);
      verifyHs256(decoded, tenants.get(claims.iss) ?? []);
      checkLifetime(decoded.claims, { leeway: 86_400 });
      if (!matchesQueryStringHash(claims.qsh, { method, url, baseUrl }))
        throw new TokenError('token_url_mismatch');
      return claims;
    },
  },
};
