import { decodeToken, signHs256, verifyHs256, type ClaimSet } from '@authbeat/core';
import { html, STANDARD_PARTS, headerTokenOf, type AppParts } from '../fixtures/model-app.ts';
import type { Fixture, VulnerableFixture } from '../fixtures/fixture.ts';

const KEY = 'the key of its sessions, which is long enough';

export function now(): number {
  return Math.floor(Date.now() / 1000);
}

/**
 * An app whose responses carry the next session token.
 *
 * @param remember what a session takes over from the one before
 */
export function sessionParts(remember: (before: ClaimSet) => ClaimSet): Partial<AppParts> {
  const begin = (before: ClaimSet): string =>
    signHs256(
      { iss: 'model-app', tenant: before['tenant'], iat: now(), exp: now() + 900, ...remember(before) },
      KEY,
    );
  return {
    page: (_, { iss }) => html(200, 'notes', { 'x-acpt': begin({ tenant: iss }) }),
    api(request, state, parts) {
      try {
        const session = decodeToken(headerTokenOf(request) ?? '');
        verifyHs256(session, [KEY]);
        if (!state.tenants.has(String(session.claims['tenant']))) throw new Error('uninstalled');
        const headers = { 'content-type': 'application/json', 'x-acpt': begin(session.claims) };
        return { status: 200, headers, body: '["a note"]' };
      } catch {
        return STANDARD_PARTS.api(request, state, parts);
      }
    },
  };
}

export const safe: Fixture = {
  options: { apis: ['/api/notes'] },
  parts: sessionParts((before) => ({ since: before['since'] ?? now() })),
};

export const vulnerable: VulnerableFixture = {
  status: 'warning',
  options: { apis: ['/api/notes'] },
  parts: sessionParts(() => ({})),
};
