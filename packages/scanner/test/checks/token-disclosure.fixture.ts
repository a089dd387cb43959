import { issuerOf } from '../fixtures/issuer.ts';
import { escapeHtml, html, STANDARD_PARTS, tokenOf } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  status: 'warning',
  parts: {
    refuse(request, refusal) {
      if (refusal !== 'invalid') return STANDARD_PARTS.refuse(request, refusal);
      return html(401, `<p>There is no tenant "${escapeHtml(issuerOf(tokenOf(request) ?? ''))}".</p>`);
    },
  },
};
