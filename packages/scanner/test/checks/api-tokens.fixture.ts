import type { Fixture, VulnerableFixture } from '../fixtures/fixture.ts';
import { checkLifetime, decodeToken, verifyHs256 } from '@authbeat/core';
import { STANDARD_PARTS, tokenOf } from '../fixtures/model-app.ts';

export const safe: Fixture = { options: { apis: ['/api/notes'] } };

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  // It asks for no `qsh` at all.
  also: ['token-binding'],
  options: { apis: ['/api/notes'] },
  parts: {
    // Its pages hand on the token that they were opened with.
    api(request, state, parts) {
      try {
        const token = decodeToken(tokenOf(request) ?? '');
        verifyHs256(token, state.tenants.get(String(token.claims['iss'])) ?? []);
        checkLifetime(token.claims);
        return { status: 200, headers: { 'content-type': 'application/json' }, body: '["a note"]' };
      } catch {
        return STANDARD_PARTS.api(request, state, parts);
      }
    },
  },
};
