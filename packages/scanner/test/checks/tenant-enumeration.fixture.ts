import { html, STANDARD_PARTS, tokenOf } from '../fixtures/model-app.ts';
import { issuerOf } from '../fixtures/issuer.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'warning',
  parts: {
    admit(request, state, parts) {
      const refusal = STANDARD_PARTS.admit(request, state, parts);
      return refusal === 'invalid' && !state.tenants.has(issuerOf(tokenOf(request) ?? ''))
        ? 'unknown'
        : refusal;
    },
    refuse: (request, refusal) =>
      refusal === 'unknown'
        ? html(401, '<p>Please install the app.</p>')
        : STANDARD_PARTS.refuse(request, refusal),
  },
};
