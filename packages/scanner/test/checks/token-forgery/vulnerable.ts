import { checkLifetime, decodeToken, readHostClaims } from '@authbeat/core';
import type { VulnerableFixture } from '../../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  outcome: 'fail',
  parts: {
    // Whose token it is, it is told; whether it is theirs, it does not ask.
    verify(token) {
      const { claims } = decodeToken(token);
      checkLifetime(claims, { now: Date.now() / 1000 });
      return readHostClaims(claims);
    },
  },
};
