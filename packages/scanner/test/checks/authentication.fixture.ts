import type { HostClaims } from '@authbeat/core';
import { html, STANDARD_PARTS } from '../fixtures/model-app.ts';
import type { VulnerableFixture } from '../fixtures/fixture.ts';

const ANYBODY: HostClaims = { iss: 'anybody', qsh: 'any', exp: 0, context: {} };

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    admit: (request, state, parts) =>
      request.path === '/webhook' ? STANDARD_PARTS.admit(request, state, parts) : ANYBODY,
    page: ({ query }) =>
      html(200, `<h1>The secret plan of issue ${query.get('issueKey')?.length} and ${Math.random()}</h1>`),
  },
};
