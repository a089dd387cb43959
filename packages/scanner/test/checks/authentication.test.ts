import { describe, expect, it } from 'vitest';
import { formatReport, type Status } from '../../src/index.ts';
import { statusesAt, reasonsOf, scanFixture, scanFromOutside, type Fixture } from '../fixtures/fixture.ts';
import { escapeHtml, html, type AppParts } from '../fixtures/model-app.ts';
import type { Reply } from '../fixtures/serve.ts';

const only = ['authentication'];
const SHELL = '<div id="root"></div><script src="/app.js"></script>';

/** An app that shows everybody the same page, with or without a token. */
function showing(page: AppParts['page'], more: Partial<AppParts> = {}): Fixture {
  const admit: AppParts['admit'] = () => ({ iss: 'anybody', qsh: 'any', exp: 0, context: {} });
  return { parts: { admit, mayAdminister: () => true, page, ...more } };
}

async function judge(fixture: Fixture): Promise<{ statuses: readonly Status[]; reasons: string }> {
  const report = await scanFromOutside(fixture, { only });
  return { statuses: statusesAt(report, 'authentication'), reasons: reasonsOf(report, 'authentication') };
}

describe('a page that every visitor sees', () => {
  it('is a warning when it is a static shell: the same bytes for every request', async () => {
    const { statuses, reasons } = await judge(showing(() => html(200, SHELL)));
    expect(new Set(statuses)).toEqual(new Set(['warning']));
    expect(reasons).toContain('static shell');
  });

  it('is a static shell still when it repeats its own URL, or has a nonce', async () => {
    const nonce = () => Math.random().toString(36).slice(2);
    const { statuses } = await judge(
      showing(({ target, query }) =>
        html(
          200,
          `<a href="${escapeHtml(target)}">${escapeHtml(query.get('issueKey') ?? '')}</a><script nonce="${nonce()}"></script>`,
        ),
      ),
    );
    expect(new Set(statuses)).toEqual(new Set(['warning']));
  });

  it('is still a static shell when it says how to reach its vendor', async () => {
    const contact = '<a href="mailto:ada@example.com">Ada</a> support@example.com';
    const { statuses } = await judge(showing(() => html(200, SHELL + contact)));
    expect(new Set(statuses)).toEqual(new Set(['warning']));
  });

  it.each<[string, string, Record<string, string>?]>([
    ['names of files', '<img src="/logo@2x.png"><script src="/app@1.2.min.js"></script>'],
    ['an example in a form', '<input type="email" placeholder="you@company.com">'],
    ['cookies of a load balancer', '', { 'set-cookie': 'AWSALBCORS=x; Secure; SameSite=None' }],
  ])('is still a static shell with %s', async (_, body, headers) => {
    const { statuses } = await judge(showing(() => html(200, SHELL + body, headers)));
    expect(new Set(statuses)).toEqual(new Set(['warning']));
  });

  it.each<[string, Partial<AppParts>]>([
    [
      'its module is cacheable',
      {
        descriptor: (standard) => ({
          ...standard,
          modules: { generalPages: [{ key: 'page', url: '/page', cacheable: true }] },
        }),
      },
    ],
    [
      'the descriptor asks for no authentication',
      { descriptor: (standard) => ({ ...standard, authentication: { type: 'none' } }) },
    ],
  ])('passes as a static shell when %s', async (_, parts) => {
    const { statuses } = await judge(showing(() => html(200, SHELL), parts));
    expect(new Set(statuses)).toEqual(new Set(['pass']));
  });

  it.each<[string, () => Reply]>([
    ['sets a cookie', () => html(200, SHELL, { 'set-cookie': 'a=1' })],
    ['holds an e-mail address', () => html(200, 'ada@example.com')],
    ['holds a token', () => html(200, 'eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhYmMifQ.c2lnbmF0dXJl')],
    ['holds an account id', () => html(200, '712020:7f3a5c1e-0000-4444-8888-0123456789ab')],
    [
      'is data and no page',
      () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '[1]' }),
    ],
    ['differs from load to load', () => html(200, `${Math.random()}`)],
  ])('fails when it %s, cacheable or not', async (_, page) => {
    const { statuses } = await judge(showing(page));
    expect(new Set(statuses)).toEqual(new Set(['fail']));
  });

  it('fails when it depends on the issue in the URL, and says where', async () => {
    const page: AppParts['page'] = ({ query }) =>
      html(200, query.get('issueKey') === 'AB-1' ? 'a plan' : 'a budget');
    const { statuses, reasons } = await judge(showing(page));
    expect(statuses[0]).toBe('fail');
    expect(reasons).toMatch(/a plan.* against .*a budget/);
  });

  it('fails when it depends on a token without a valid signature', async () => {
    const page: AppParts['page'] = ({ query }) => html(200, `Hello ${query.get('jwt') ? 'user' : 'guest'}`);
    expect((await judge(showing(page))).statuses).toContain('fail');
  });
});

describe('a status and a body that contradict each other', () => {
  it('does not pass a page for the words in it', async () => {
    const page = () =>
      html(200, '<style>b { font-weight: 500 }</style> error 401 unauthorized ada@example.com');
    expect(new Set((await judge(showing(page))).statuses)).toEqual(new Set(['fail']));
  });

  it('passes a refusal with any body', async () => {
    const { statuses } = await judge({ parts: { refuse: () => html(401, 'Welcome! All is well.') } });
    expect(new Set(statuses)).toEqual(new Set(['pass']));
  });

  it('warns of a login page that is sent with 200, and shows the difference', async () => {
    const login = () => html(200, `<form>Please sign in</form>`, { 'set-cookie': `csrf=${Math.random()}` });
    const report = await scanFixture({ parts: { refuse: login } }, { only });
    expect(new Set(statusesAt(report, 'authentication'))).toEqual(new Set(['warning']));
    expect(reasonsOf(report, 'authentication')).toMatch(/sign in.* against .*Notes/);
  });
});

describe('a page that neither opens nor refuses', () => {
  it.each<[string, Reply]>([
    ['breaks', html(500, 'Oops')],
    ['redirects to another origin', { status: 302, headers: { location: 'https://login.example.com/' } }],
  ])('is a warning when it %s', async (_, reply) => {
    const { statuses } = await judge({ parts: { refuse: () => reply } });
    expect(new Set(statuses)).toEqual(new Set(['warning']));
  });

  it('is judged by where a redirect on its own origin leads', async () => {
    const refuse: AppParts['refuse'] = () => ({ status: 302, headers: { location: '/login' } });
    const { statuses } = await judge({ parts: { refuse, other: () => html(401, 'Please sign in') } });
    expect(new Set(statuses)).toEqual(new Set(['pass']));
  });
});

describe('a response that refuses no caller in particular', () => {
  const only = ['authentication', 'webhook-authentication', 'token-forgery'];
  const options = { apis: ['/api/notes'] };

  it.each([400, 404, 405])('passes with %i where a genuine request is accepted', async (status) => {
    const parts: Partial<AppParts> = { refuse: () => html(status, '') };
    const outside = await scanFromOutside({ parts }, { only });
    for (const check of only) expect(new Set(statusesAt(outside, check))).toEqual(new Set(['not-judged']));
    expect(reasonsOf(outside, 'authentication')).toContain('needs --install');
    const inside = await scanFixture({ parts }, { only });
    for (const check of only) expect(new Set(statusesAt(inside, check))).toEqual(new Set(['pass']));
  });

  it('is not judged where a genuine request gets the same', async () => {
    const none = () => html(404, '');
    const parts = { refuse: none, page: none, webhook: none, api: none };
    const report = await scanFixture({ parts, options }, { only });
    for (const check of only) expect(new Set(statusesAt(report, check))).toEqual(new Set(['not-judged']));
    expect(reasonsOf(report, 'webhook-authentication')).toContain('a genuine request is not accepted');
    expect(formatReport(report, 'text')).toContain('a genuine request is not accepted');
    expect(formatReport(report, 'markdown')).toContain('a genuine request is not accepted');
  });
});

describe('a page that refuses GET', () => {
  it('must refuse POST as well', async () => {
    const other: AppParts['other'] = ({ method }) =>
      method === 'POST' ? html(200, 'ada@example.com') : html(404, '');
    const { statuses, reasons } = await judge({ parts: { other } });
    expect(new Set(statuses)).toEqual(new Set(['fail']));
    expect(reasons).toContain('POST');
  });

  it('is a warning when POST shows every visitor the same page', async () => {
    const other: AppParts['other'] = ({ method }) => (method === 'POST' ? html(200, SHELL) : html(404, ''));
    expect(new Set((await judge({ parts: { other } })).statuses)).toEqual(new Set(['warning']));
  });
});
