import { decodeToken, signHs256, verifyHs256 } from '@authbeat/core';
import { describe, expect, it } from 'vitest';
import { statusesAt, reasonsOf, scanFixture } from '../fixtures/fixture.ts';
import { headerTokenOf, html, STANDARD_PARTS, type AppParts, type AppState } from '../fixtures/model-app.ts';
import type { AppRequest } from '../fixtures/serve.ts';
import { now, sessionParts } from './endless-session.fixture.ts';

const options = { apis: ['/api/notes'] };
const only = ['endless-session'];
const KEY = 'the key of its sessions, which is long enough';

function issue(tenant: string): string {
  return signHs256({ iss: 'model-app', tenant, iat: now(), exp: now() + 900 }, KEY);
}

/** The tenant of a session; `undefined` for other tokens. */
function readSession(token = ''): string | undefined {
  try {
    const session = decodeToken(token);
    verifyHs256(session, [KEY]);
    return String(session.claims['tenant']);
  } catch {
    return undefined;
  }
}

/** The tenant of a context token. */
function readTenant(request: AppRequest, state: AppState, parts: AppParts): string | undefined {
  const reply = STANDARD_PARTS.api(request, state, parts);
  const isAccepted = typeof reply === 'object' && reply.status === 200;
  return isAccepted ? String(decodeToken(headerTokenOf(request) ?? '').claims['iss']) : undefined;
}

describe('the check endless-session', () => {
  it('is not misled by a time that every renewal sets again', async () => {
    let renewals = 0;
    const parts = sessionParts(() => ({ renewedAt: now() - (renewals += 1) }));
    const report = await scanFixture({ parts, options }, { only });
    expect(statusesAt(report, 'endless-session')).toEqual(['warning']);
    expect(reasonsOf(report, 'endless-session')).toContain('renewed 3 times');
  });

  it.each<[string, AppParts['page']]>([
    ['a page', (_, { iss }) => html(200, `<meta name="token" content="${issue(iss)}">`)],
    ['a heartbeat', () => html(200, 'notes')],
  ])('finds a session of %s that a JSON heartbeat extends for ever', async (_, page) => {
    // As an app on Atlassian Spring Boot does it: with a signature of its own, and no look at its tenants.
    const api: AppParts['api'] = (request, state, parts) => {
      const before = readSession(headerTokenOf(request));
      const iss = before ?? readTenant(request, state, parts);
      if (iss === undefined) return { status: 401, body: '' };
      const headers = { 'content-type': 'application/json' };
      return { status: 200, headers, body: JSON.stringify({ token: issue(iss) }) };
    };
    const report = await scanFixture({ parts: { page, api }, options }, { only: [...only, 'uninstall'] });
    expect(statusesAt(report, 'endless-session')).toEqual(['warning']);
    expect(statusesAt(report, 'uninstall', '/api/notes')).toEqual(['fail']);
    expect(reasonsOf(report, 'uninstall')).toContain('with an issued session of an uninstalled tenant');
  });

  it('passes a session that is not renewed by itself', async () => {
    const parts = { page: () => html(200, 'notes', { 'x-acpt': 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl' }) };
    const report = await scanFixture({ parts, options }, { only });
    expect(statusesAt(report, 'endless-session')).toEqual(['pass']);
  });
});
