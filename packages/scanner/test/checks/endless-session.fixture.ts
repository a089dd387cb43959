import { decodeToken, signHs256, verifyHs256, type ClaimSet } from '@authbeat/core';
import { html, STANDARD_PARTS, tokenOf, type AppParts } from '../fixtures/model-app.ts';
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
    signHs256({ iss: 'model-app', iat: now(), exp: now() + 900, ...remember(before) }, KEY);
  return {
    page: () => html(200, 'notes', { 'x-acpt': begin({}) }),
    api(request, state, parts) {
      try {
        const session = decodeToken(tokenOf(request) ?? '');
        verifyHs256(session, [KEY]);
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
