import {
  checkLifetime,
  decodeToken,
  matchesQueryStringHash,
  readHostClaims,
  TokenError,
} from '@authbeat/core';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    // What a token says is checked with care; who says it is not.
    verify(token, { method, target: url }, { baseUrl }) {
      const { claims } = decodeToken(token);
      checkLifetime(claims);
      const read = readHostClaims(claims);
      if (!matchesQueryStringHash(read.qsh, { method, url, baseUrl }))
        throw new TokenError('token_url_mismatch');
      return read;
    },
  },
};
