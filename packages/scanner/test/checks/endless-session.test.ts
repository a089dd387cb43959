import { decodeToken, signHs256, verifyHs256 } from '@authbeat/core';
import { describe, expect, it } from 'vitest';
import { statusesAt, reasonsOf, scanFixture } from '../fixtures/fixture.ts';
import { headerTokenOf, html, STANDARD_PARTS, type AppParts, type AppState } from '../fixtures/model-app.ts';
import type { AppRequest, Reply } from '../fixtures/serve.ts';
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

  it.each([true, false])(
    'is looked for after an uninstallation in APIs that accept no token of the host: %s',
    async (forgets) => {
      const parts: Partial<AppParts> = {
        page: (_, { iss }) => html(200, `<meta name="token" content="${issue(iss)}">`),
        api: (request, state) => {
          const tenant = readSession(headerTokenOf(request));
          return { status: tenant !== undefined && (!forgets || state.tenants.has(tenant)) ? 200 : 401 };
        },
      };
      const report = await scanFixture({ parts, options }, { only: ['uninstall'] });
      expect(statusesAt(report, 'uninstall', '/api/notes')).toEqual([forgets ? 'pass' : 'fail']);
    },
  );

  /** An app whose pages issue a session, and whose API does this with it. */
  const withSession = (use: () => Reply): Partial<AppParts> => ({
    page: (_, { iss }) => html(200, 'notes', { 'x-acpt': issue(iss) }),
    api: (request, state, parts) =>
      readSession(headerTokenOf(request)) === undefined ? STANDARD_PARTS.api(request, state, parts) : use(),
  });

  it.each<[string, Reply, string, string]>([
    ['passes a session that an API accepts but does not renew', { status: 200 }, 'pass', 'is not renewed'],
    ['does not judge a session that nothing accepts', { status: 401 }, 'not-judged', 'with --api'],
    ['does not judge a session whose API limits the requests', { status: 429 }, 'not-judged', '429'],
  ])('%s', async (_, reply, status, reason) => {
    const report = await scanFixture({ parts: withSession(() => reply), options }, { only });
    expect(statusesAt(report, 'endless-session', '/panel')).toEqual([status]);
    expect(reasonsOf(report, 'endless-session')).toContain(reason);
  });
});
