import type { HostClaims } from '@authbeat/core';
import { describe, expect, it } from 'vitest';
import { reasonsOf, scanFixture, scanFromOutside, statusesAt } from '../fixtures/fixture.ts';
import { html, STANDARD_PARTS, type AppParts } from '../fixtures/model-app.ts';
import { serve, type Reply } from '../fixtures/serve.ts';

describe('the check late-panel', () => {
  const only = ['late-panel'];

  it.each<[string, string]>([
    ['asks for a fresh token in an inline script', '<script>AP.context.getToken(renew)</script>'],
    ['asks for a fresh token in a file of its own', '<script src="/heal.js"></script>'],
    ['makes the host reload the page around it', '<script>AP.navigator.reload()</script>'],
  ])('passes a refusal that %s', async (_, body) => {
    const report = await scanFixture({ parts: { refuse: () => html(401, body) } }, { only });
    expect(new Set(statusesAt(report, 'late-panel'))).toEqual(new Set(['pass']));
  });

  it('recognises one from outside too, and does not judge a bare one', async () => {
    const heals = { refuse: () => html(401, '<script src="/heal.js"></script>') };
    const healing = await scanFromOutside({ parts: heals }, { only });
    expect(new Set(statusesAt(healing, 'late-panel'))).toEqual(new Set(['pass']));
    const bare = await scanFromOutside({}, { only });
    expect(new Set(statusesAt(bare, 'late-panel'))).toEqual(new Set(['not-judged']));
  });

  it.each<[string, Reply]>([
    ['a script of somebody else', html(401, '<script src="https://cdn.example.com/getToken.js"></script>')],
    ['a script that asks for nothing', html(401, '<script>alert("expired")</script>')],
    ['words about getToken that are no script', html(401, '<p>getToken</p>')],
  ])('is not taken in by %s', async (_, reply) => {
    const report = await scanFixture({ parts: { refuse: () => reply } }, { only });
    expect(statusesAt(report, 'late-panel')).toContain('warning');
  });

  it('does not count the bridge itself as a page that uses it, nor request it from another origin', async () => {
    await using bridge = await serve(() => ({ status: 200, body: 'AP.context.getToken = …' }));
    const refuse = () => html(401, `<script src="${bridge.baseUrl}/all.js"></script>`);
    const report = await scanFixture({ parts: { refuse } }, { only });
    expect(statusesAt(report, 'late-panel')).toContain('warning');
    expect(bridge.requests).toEqual([]);
  });

  it('does not judge a page that fails on an expired token', async () => {
    const refuse: AppParts['refuse'] = (request, refusal) =>
      refusal === 'expired' ? html(500, 'Oops') : STANDARD_PARTS.refuse(request, refusal);
    const report = await scanFixture({ parts: { refuse } }, { only });
    expect(new Set(statusesAt(report, 'late-panel'))).toEqual(new Set(['not-judged']));
    expect(report.isIncomplete).toBe(true);
  });

  it.each<[string, Reply]>([
    ['a login page that is sent with 200', html(200, 'Please sign in')],
    ['a redirect to a login page', { status: 302, headers: { location: '/login' } }],
  ])('does not take %s for a static shell', async (_, reply) => {
    const parts: Partial<AppParts> = { refuse: () => reply, other: () => html(200, 'Please sign in') };
    const report = await scanFixture({ parts }, { only });
    expect(new Set(statusesAt(report, 'late-panel'))).toEqual(new Set(['warning']));
    expect(reasonsOf(report, 'late-panel')).toContain('other than what a user is shown, with 200');
  });

  it('does not judge a redirect to a page of the app from outside', async () => {
    const refuse = (): Reply => ({ status: 302, headers: { location: '/login' } });
    const parts = { refuse, other: () => html(200, 'Please sign in') };
    const report = await scanFromOutside({ parts }, { only });
    expect(new Set(statusesAt(report, 'late-panel'))).toEqual(new Set(['not-judged']));
  });

  it('says where a redirect to another site leads', async () => {
    const refuse: AppParts['refuse'] = (request, refusal) =>
      refusal === 'expired'
        ? { status: 302, headers: { location: 'https://login.example.com/' } }
        : STANDARD_PARTS.refuse(request, refusal);
    const report = await scanFixture({ parts: { refuse } }, { only });
    expect(statusesAt(report, 'late-panel', '/page')).toEqual(['warning']);
    expect(reasonsOf(report, 'late-panel')).toContain('it redirects to another site.');
  });

  it('is as good as its worst page', async () => {
    const parts: Partial<AppParts> = {
      admit: (request, state, all) =>
        request.path === '/page' ? ANYONE : STANDARD_PARTS.admit(request, state, all),
      page: ({ path }) => html(200, path === '/page' ? '<div id="root"></div>' : 'notes'),
      refuse: () => html(401, 'bare'),
    };
    const outside = await scanFromOutside({ parts }, { only });
    expect(statusesAt(outside, 'late-panel')).toEqual(['not-judged', 'pass', 'not-judged']);
    expect(outside.checks.map(({ status }) => status)).toEqual(['not-judged']);
    const inside = await scanFixture({ parts }, { only });
    expect(inside.checks.map(({ status }) => status)).toEqual(['warning']);
    expect(reasonsOf(inside, 'late-panel')).toContain(
      'Loaded with a token that has expired, it shows a bare 401',
    );
  });

  it('names the button that opens a panel late', async () => {
    const parts: Partial<AppParts> = {
      descriptor: (standard) => ({
        ...standard,
        modules: {
          jiraIssueContents: [{ key: 'button', target: { type: 'web_panel', url: '/page' } }],
          webPanels: [{ key: 'panel', url: '/page' }],
        },
      }),
      refuse: () => html(401, 'bare'),
    };
    const report = await scanFixture({ parts }, { only });
    expect(statusesAt(report, 'late-panel')).toEqual(['warning']);
    expect(reasonsOf(report, 'late-panel')).toContain('Its button');
  });
});

const ANYONE: HostClaims = { iss: 'anyone', qsh: 'any', exp: 0, context: {} };

describe('the check recovery-tickets', () => {
  it('does not take any script named recovery.js for Authbeat’s', async () => {
    const parts: Partial<AppParts> = {
      refuse: () => html(401, '<script src="/static/recovery.js"></script>'),
      other: (request, state) =>
        request.path === '/static/recovery.js'
          ? { status: 200, headers: { 'content-type': 'text/javascript' }, body: 'AP.context.getToken()' }
          : STANDARD_PARTS.other(request, state),
    };
    const report = await scanFixture({ parts }, { only: ['recovery-tickets'] });
    expect(new Set(statusesAt(report, 'recovery-tickets'))).toEqual(new Set(['not-judged']));
    expect(reasonsOf(report, 'recovery-tickets')).toContain("no recovery of Authbeat's");
  });
});
