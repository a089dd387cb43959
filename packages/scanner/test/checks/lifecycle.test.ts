import { decodeToken, verifyRs256 } from '@authbeat/core';
import { describe, expect, it } from 'vitest';
import { reasonsOf, scanFixture, scanFromOutside, statusesAt } from '../fixtures/fixture.ts';
import { html, STANDARD_PARTS, tokenOf, type AppParts } from '../fixtures/model-app.ts';
import type { AppRequest, Reply } from '../fixtures/serve.ts';

const only = ['1.4'];
const CHECKS = ['signed-install', 'install-takeover'];

/** An app whose `installed` fails while another lifecycle call is under way, as with a lock on its database. */
function locking(): Pick<AppParts, 'lifecycle'> {
  let calls = 0;
  return {
    async lifecycle(...call) {
      calls += 1;
      try {
        await new Promise((resolve) => setImmediate(resolve));
        if (calls > 1) return html(500, 'SQLITE_BUSY: database is locked');
        return await STANDARD_PARTS.lifecycle(...call);
      } finally {
        calls -= 1;
      }
    },
  };
}

/** What an app responds to every call whose token the host has not signed. */
function refusing(reply: (request: AppRequest) => Reply): Partial<AppParts> {
  return {
    lifecycle: async (request, state, parts) =>
      (await parts.admitLifecycle(request, state))
        ? STANDARD_PARTS.lifecycle(request, state, parts)
        : reply(request),
  };
}

/** An app for administrators that lets the host's token for one tenant install another. */
function trustingAnyTenant(): Partial<AppParts> {
  return {
    descriptor: (standard) => ({ ...standard, modules: { adminPages: [{ key: 'admin', url: '/admin' }] } }),
    async admitLifecycle(request, { hostKey }) {
      try {
        await verifyRs256(decodeToken(tokenOf(request) ?? ''), hostKey);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** Whom a lifecycle call's token and body name; nothing is verified. */
function readCall(request: AppRequest): { iss?: string; clientKey?: string } {
  const [, claims = ''] = (tokenOf(request) ?? '').split('.');
  const { iss } = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}') as { iss?: string };
  const { clientKey } = JSON.parse(request.body) as { clientKey?: string };
  return { ...(iss !== undefined && { iss }), ...(clientKey !== undefined && { clientKey }) };
}

describe('lifecycle calls', () => {
  it('are made one at a time, so that a takeover of the app is found', async () => {
    const parts = { admitLifecycle: () => true, ...locking() };
    const outside = await scanFromOutside({ parts }, { only: ['install-takeover'] });
    expect(statusesAt(outside, 'install-takeover')).toEqual(['fail']);
    const inside = await scanFixture(
      { parts },
      { only: ['install-takeover', 'uninstall', 'secret-rotation'] },
    );
    expect(statusesAt(inside, 'install-takeover')).toContain('fail');
    expect(inside.isIncomplete).toBe(false);
  });

  it.each([500, 503, 429])(
    'are not judged by an app that responds to forged ones with %i',
    async (status) => {
      const parts = refusing(() => html(status, 'Oops'));
      for (const report of [
        await scanFromOutside({ parts }, { only }),
        await scanFixture({ parts }, { only }),
      ]) {
        for (const check of CHECKS)
          expect(new Set(statusesAt(report, check))).toEqual(new Set(['not-judged']));
        expect(report.isIncomplete).toBe(true);
      }
      expect(reasonsOf(await scanFromOutside({ parts }, { only }), 'signed-install')).not.toContain(
        'key server',
      );
    },
  );

  it.each([400, 404, 405, 413, 415])(
    'that get %i are refused where a genuine one is accepted',
    async (status) => {
      const parts = refusing(() => html(status, ''));
      const outside = await scanFromOutside({ parts }, { only });
      for (const check of CHECKS) expect(statusesAt(outside, check)).not.toContain('pass');
      expect(reasonsOf(outside, 'signed-install')).toContain('a genuine call needs --install');
      const inside = await scanFixture({ parts }, { only });
      for (const check of [...CHECKS, 'algorithm-confusion'])
        expect(new Set(statusesAt(inside, check))).toEqual(new Set(['pass']));
    },
  );

  it.each([404, 415])('that get %i from every sender are not judged', async (status) => {
    const parts: Partial<AppParts> = {
      ...refusing(() => html(status, '')),
      // It takes what the host itself sends, but no body of this form.
      lifecycle: async (request, state, parts) =>
        request.body.includes('authbeat check')
          ? html(status, '')
          : STANDARD_PARTS.lifecycle(request, state, parts),
    };
    const report = await scanFixture({ parts }, { only });
    for (const check of [...CHECKS, 'algorithm-confusion'])
      expect(new Set(statusesAt(report, check))).toEqual(new Set(['not-judged']));
    expect(reasonsOf(report, 'signed-install')).toContain('a genuine call is not accepted');
  });

  it.each([401, 403])('that get %i are refused, from outside as well', async (status) => {
    const report = await scanFromOutside({ parts: refusing(() => html(status, '')) }, { only });
    for (const check of CHECKS) expect(new Set(statusesAt(report, check))).toEqual(new Set(['pass']));
  });

  it('of one tenant for another are judged by a page, and not where none opens', async () => {
    const parts: Partial<AppParts> = {
      lifecycle: (request) => ({ status: request.headers.authorization === undefined ? 401 : 204 }),
    };
    const report = await scanFixture({ parts }, { only: ['install-takeover'] });
    expect(statusesAt(report, 'install-takeover')).toEqual(['not-judged', 'not-judged']);
    expect(reasonsOf(report, 'install-takeover')).toContain('No page opens to a genuine token');
  });

  it('name a site that an app may know: others are refused unread', async () => {
    // As atlassian-connect-express does with the sites of its whitelist; then it accepts every token.
    const knowing = (domain: string): Partial<AppParts> => ({
      lifecycle(request, state, parts) {
        const { baseUrl = '' } = JSON.parse(request.body || '{}') as { baseUrl?: string };
        return new URL(baseUrl).hostname.endsWith(domain)
          ? STANDARD_PARTS.lifecycle(request, state, { ...parts, admitLifecycle: () => true })
          : html(401, `Host at ${baseUrl} does not match the registration whitelist`);
      },
    });
    const outside = await scanFromOutside({ parts: knowing('.atlassian.net') }, { only });
    for (const check of CHECKS) expect(statusesAt(outside, check)).toContain('fail');
    const inside = await scanFixture({ parts: knowing('.example') }, { only });
    for (const check of CHECKS) expect(statusesAt(inside, check)).toContain('fail');
    const elsewhere = await scanFromOutside({ parts: knowing('.example') }, { only });
    for (const check of CHECKS)
      expect(new Set(statusesAt(elsewhere, check))).toEqual(new Set(['not-judged']));
  });

  it('of one tenant for another spare the tenants of other checks', async () => {
    const calls: ReturnType<typeof readCall>[] = [];
    const parts: Partial<AppParts> = {
      lifecycle(request, state, all) {
        calls.push(readCall(request));
        return STANDARD_PARTS.lifecycle(request, state, all);
      },
    };
    await scanFixture({ parts }, { only: ['install-takeover'] });
    const [first, second] = calls.map(({ clientKey }) => clientKey);
    const foreign = calls.filter(({ iss, clientKey }) => iss?.startsWith('tenant-') && iss !== clientKey);
    expect(foreign).toHaveLength(1);
    expect([first, second]).not.toContain(foreign[0]?.iss);
  });

  it('of one tenant for another are judged by the pages of administrators, too', async () => {
    const report = await scanFixture({ parts: trustingAnyTenant() }, { only: ['install-takeover'] });
    expect(statusesAt(report, 'install-takeover')).toEqual(['pass', 'fail']);
  });

  it('of one tenant for another are not judged by pages that fail', async () => {
    const parts: Partial<AppParts> = {
      ...trustingAnyTenant(),
      refuse: (request, refusal) =>
        refusal === 'invalid' && request.path === '/admin'
          ? html(500, 'Oops')
          : STANDARD_PARTS.refuse(request, refusal),
      mayAdminister: () => true,
      verify(token, request, state) {
        const claims = STANDARD_PARTS.verify(token, request, state);
        if (state.tenants.get(claims.iss)?.length === 2) throw new TypeError('a failure of its store');
        return claims;
      },
    };
    const report = await scanFixture({ parts }, { only: ['install-takeover'] });
    expect(statusesAt(report, 'install-takeover')).toEqual(['pass', 'not-judged']);
    expect(report.isIncomplete).toBe(true);
  });

  it('that are redirected to a page do not count as accepted', async () => {
    const parts: Partial<AppParts> = {
      ...refusing(() => ({ status: 302, headers: { location: '/login' } })),
      other: () => html(200, 'Please sign in'),
    };
    const report = await scanFromOutside({ parts }, { only });
    expect(new Set(statusesAt(report, 'signed-install'))).toEqual(new Set(['warning']));
    expect(statusesAt(report, 'install-takeover')).not.toContain('fail');
  });
});
