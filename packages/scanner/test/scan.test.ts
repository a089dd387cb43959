import { describe, expect, it } from 'vitest';
import { exitCodeOf, formatReport, scan, ScanError, type ScanOptions } from '../src/index.ts';
import { complaintsOf, statusesAt, reasonsOf, scanFixture } from './fixtures/fixture.ts';
import { HOST_KEY, TEST_INSTALLER } from './fixtures/installer.ts';
import { html, startModelApp } from './fixtures/model-app.ts';
import { serve, type Handler } from './fixtures/serve.ts';

/** The code of the error with which a scan of an app ends. */
async function codeOf(handler: Handler): Promise<string> {
  await using app = await serve(handler);
  const { code, message } = await errorOf({ descriptorUrl: app.descriptorUrl, timeout: 1 });
  return `${code}: ${message.split('\n')[0]?.replace(app.baseUrl, 'APP')}`;
}

async function errorOf(options: ScanOptions): Promise<ScanError> {
  try {
    await scan(options);
  } catch (error) {
    if (error instanceof ScanError) return error;
    throw error;
  }
  throw new Error('The scan went through.');
}

describe('a descriptor that cannot be scanned', () => {
  it.each<[what: string, handler: Handler, code: string]>([
    [
      'refuses',
      () => ({ status: 403 }),
      'descriptor_refused: The descriptor cannot be fetched from APP/atlassian-connect.json. The status is 403.',
    ],
    [
      'is unavailable',
      () => ({ status: 503 }),
      'descriptor_refused: The descriptor cannot be fetched from APP/atlassian-connect.json. The status is 503.',
    ],
    [
      'is silent',
      () => 'never',
      'descriptor_unanswered: The descriptor cannot be fetched from APP/atlassian-connect.json. No complete response came within 1 s.',
    ],
    [
      'redirects in a loop',
      ({ target }) => ({ status: 302, headers: { location: target } }),
      'descriptor_unanswered: The descriptor cannot be fetched from APP/atlassian-connect.json. The app redirects in a loop or more than 5 times.',
    ],
    [
      'is a page',
      () => html(200, ''),
      'descriptor_not_json: The descriptor is not JSON. It is an HTML page; give the URL of atlassian-connect.json.',
    ],
    [
      'is too large',
      () => ({ status: 200, body: ' '.repeat(1_100_000) }),
      'descriptor_too_large: The descriptor is larger than 1 MB.',
    ],
    [
      'is no descriptor',
      () => ({ status: 200, body: '[1]' }),
      'descriptor_unusable: The descriptor cannot be used:',
    ],
  ])('because its address %s is reported in one sentence', async (_, handler, expected) => {
    expect(await codeOf(handler)).toBe(expected);
  });

  it('because of its mistakes is reported with all of them', async () => {
    await using app = await serve(() => ({ status: 200, body: '{"key": "a b", "modules": []}' }));
    const { problems } = await errorOf({ descriptorUrl: app.descriptorUrl });
    expect(problems).toHaveLength(4);
  });
});

describe('options', () => {
  it('are all checked before anything is sent', async () => {
    const { code, problems } = await errorOf({
      descriptorUrl: 'ftp://app.example.com',
      timeout: 0,
      concurrency: 1.5,
      proxy: 'socks://a',
      headers: { 'x y': '1', 'x-good': 'a\nb' },
      only: ['hstss', '9.9'],
      apis: ['notes', '//evil.example.com'],
      accepted: [{ check: 'nothing', url: '*', reason: 'a', expires: '2027-01-01' }],
    });
    expect(code).toBe('scan_options_invalid');
    expect(problems.map((problem) => problem.split('`')[1])).toEqual([
      'descriptorUrl',
      'timeout',
      'concurrency',
      'proxy',
      'headers',
      'headers',
      'only',
      'only',
      'apis',
      'apis',
      'accepted[0].check',
    ]);
  });

  it('choose checks by id or by the number of the requirement', async () => {
    const report = await scanFixture({}, { only: ['1.4', 'hsts'] });
    expect(report.checks.map(({ id }) => id)).toEqual([
      'algorithm-confusion',
      'install-takeover',
      'signed-install',
      'hsts',
    ]);
  });

  it('give a review the responses of the other checks', async () => {
    const parts = { refuse: () => html(401, '-----BEGIN PRIVATE KEY-----') };
    const report = await scanFixture({ parts }, { only: ['secret-disclosure'] });
    expect(complaintsOf(report)).toEqual({ 'secret-disclosure': 'fail' });
  });
});

describe('a scan', () => {
  it('sends only GET, HEAD and POST, names itself, and stays with the app', async () => {
    await using app = await startModelApp({}, HOST_KEY);
    const { descriptorUrl, requests } = app;
    const headers = { 'x-gateway': 'let me in' };
    await scan({ descriptorUrl, headers, timeout: 2 });
    const methods = new Set(requests.map(({ method }) => method));
    expect([...methods].filter((method) => !['GET', 'HEAD', 'POST'].includes(method))).toEqual([]);
    const agents = requests.map((request) => String(request.headers['user-agent']));
    expect(agents.filter((agent) => agent.startsWith('authbeat-check/')).length).toBeGreaterThan(20);
    expect(requests.every((request) => request.headers['x-gateway'] === 'let me in')).toBe(true);
  });

  it('says that it is incomplete when a response is missing', async () => {
    const parts = { webhook: () => 'never' as const };
    const report = await scanFixture({ parts }, { only: ['webhook-authentication', 'branding'], timeout: 1 });
    expect(report.isIncomplete).toBe(true);
    expect(exitCodeOf(report)).toBe(2);
    expect(reasonsOf(report, 'webhook-authentication')).toBe('No complete response came within 1 s.');
  });

  it.each([429, 502, 503, 504])(
    'does not judge an app that responds with %i to everything',
    async (status) => {
      const parts = { refuse: () => html(status, '') };
      const report = await scanFixture({ parts }, { only: ['authentication'] });
      expect(statusesAt(report, 'authentication')).toEqual(['not-judged', 'not-judged', 'not-judged']);
      expect(exitCodeOf(report)).toBe(2);
    },
  );

  it('continues from outside when the app refuses the installation', async () => {
    const parts = { admitLifecycle: () => false };
    const report = await scanFixture({ parts });
    expect(report.depth).toBe('outside');
    expect(report.notices).toEqual(['The app could not be installed: an unexpected error.']);
    expect(statusesAt(report, 'authentication')).toContain('pass');
    expect(statusesAt(report, 'token-expiry')).toEqual(['not-judged']);
    expect(exitCodeOf(report)).toBe(2);
  });

  it('uninstalls every tenant that it has installed', async () => {
    await using app = await startModelApp({}, HOST_KEY);
    await scan({ descriptorUrl: app.descriptorUrl, installer: TEST_INSTALLER, timeout: 2 });
    const tenants = (path: string): readonly string[] => {
      const calls = app.requests.filter(
        (request) => request.path === path && request.body.includes('tenant-'),
      );
      return [
        ...new Set(calls.map(({ body }) => (JSON.parse(body) as { clientKey: string }).clientKey)),
      ].toSorted();
    };
    expect(tenants('/installed').length).toBeGreaterThanOrEqual(2);
    expect(tenants('/uninstalled')).toEqual(tenants('/installed'));
  });

  it('ends when it is aborted, and uninstalls its test tenants', async () => {
    await using app = await startModelApp({}, HOST_KEY);
    const ending = new AbortController();
    const { descriptorUrl } = app;
    const onProgress = (): void => ending.abort();
    const { signal } = ending;
    const error = await errorOf({ descriptorUrl, installer: TEST_INSTALLER, onProgress, signal });
    expect(error.code).toBe('scan_aborted');
    const last = app.requests.findLast(({ path }) => path.endsWith('installed'));
    expect(last?.path).toBe('/uninstalled');
  });

  it('reports its progress', async () => {
    const steps: string[] = [];
    await scanFixture(
      {},
      {
        only: ['hsts', 'cors'],
        onProgress: ({ checksDone, checks }) => void steps.push(`${checksDone}/${checks}`),
      },
    );
    expect(steps).toEqual(['1/2', '2/2']);
  });
});

describe('an accepted finding', () => {
  const parts = { page: () => html(200, 'notes', { 'referrer-policy': 'unsafe-url' }) };
  const accepted = { check: 'referrer-policy', url: '*', reason: 'it is on the list', expires: '2099-12-31' };
  const only = ['referrer-policy'];

  it('is shown, and no longer counts', async () => {
    const report = await scanFixture({ parts }, { only, accepted: [accepted] });
    expect(report.counts.fail).toBe(0);
    expect(report.acceptedCount).toBe(3);
    expect(exitCodeOf(report, 'warn')).toBe(0);
    expect(formatReport(report, 'text')).toContain('it is on the list');
  });

  it('counts again once its day has passed, and says so', async () => {
    const report = await scanFixture({ parts }, { only, accepted: [{ ...accepted, expires: '2026-01-01' }] });
    expect(report.counts.fail).toBe(3);
    expect(exitCodeOf(report)).toBe(1);
    expect(report.notices).toEqual(['The acceptance of referrer-policy at * ended on 2026-01-01.']);
  });

  it('is named when it is no longer needed', async () => {
    const report = await scanFixture({}, { only, accepted: [accepted] });
    expect(report.notices).toEqual(['The acceptance of referrer-policy at * is no longer needed.']);
  });

  it('leaves the other URLs alone', async () => {
    const report = await scanFixture({ parts }, { only, accepted: [{ ...accepted, url: '/panel*' }] });
    expect(report.counts.fail).toBe(2);
  });
});

describe('warnings', () => {
  it('fail a scan only where the options say so', async () => {
    const parts = { page: () => html(200, 'notes', { 'content-security-policy': "default-src 'self'" }) };
    const report = await scanFixture({ parts }, { only: ['framing-policy'] });
    expect(exitCodeOf(report)).toBe(0);
    expect(exitCodeOf(report, 'warn')).toBe(1);
  });
});
