import { describe, expect, it } from 'vitest';
import { formatReport, scan, ScanError, type ScanOptions } from '../src/index.ts';
import { createOriginPolicy } from '../src/probes/origins.ts';
import { scanFromOutside, statusesAt } from './fixtures/fixture.ts';
import { html, startModelApp, type AppParts } from './fixtures/model-app.ts';
import { serve, type RunningApp } from './fixtures/serve.ts';

const SECRET = 'let-me-in-7f3a';
const headers = { 'x-gateway': SECRET };

/** A server of somebody else, which a hostile descriptor names. */
async function startBystander(): Promise<RunningApp> {
  return serve(() => html(200, 'Internal: the answer to everything'));
}

/** An app whose descriptor and responses name another server wherever they can. */
function naming(other: string): Partial<AppParts> {
  return {
    descriptor: (standard) => ({
      ...standard,
      lifecycle: { installed: `${other}/installed`, uninstalled: `${other}/uninstalled` },
      modules: {
        generalPages: [
          { key: 'foreign', url: `${other}/page`, conditions: [{ condition: `${other}/condition` }] },
          { key: 'own', url: '/page' },
        ],
        webhooks: [{ event: 'jira:issue_updated', url: `${other}/webhook` }],
      },
    }),
    refuse: () => ({
      status: 302,
      headers: { location: `${other}/login` },
      body: `<script src="${other}/heal.js"></script>`,
    }),
  };
}

describe('another origin', () => {
  it('is not requested, whatever the descriptor, a page or a redirect names', async () => {
    await using bystander = await startBystander();
    const report = await scanFromOutside({ parts: naming(bystander.baseUrl) }, { headers });
    expect(bystander.requests).toEqual([]);
    expect(report.notices.join('\n')).toContain(`Not tested: ${bystander.baseUrl}/installed`);
    expect(formatReport(report, 'json')).not.toContain('Internal');
  });

  it('is requested where it is allowed, but receives no header of the options', async () => {
    await using bystander = await startBystander();
    const { baseUrl: other, requests } = bystander;
    const report = await scanFromOutside({ parts: naming(other) }, { headers, allowedOrigins: [other] });
    expect(requests.map(({ path }) => path)).toEqual(expect.arrayContaining(['/page', '/installed']));
    expect(requests.filter((request) => 'x-gateway' in request.headers)).toEqual([]);
    expect(statusesAt(report, 'signed-install', '/installed')).toEqual(['fail']);
  });

  it('receives the headers only where the options say so, too', async () => {
    await using bystander = await startBystander();
    const allowed = [bystander.baseUrl];
    const options = { headers, allowedOrigins: allowed, headerOrigins: allowed, only: ['authentication'] };
    await scanFromOutside({ parts: naming(bystander.baseUrl) }, options);
    const sent = bystander.requests.map((request) => request.headers['x-gateway']);
    expect(new Set(sent)).toEqual(new Set([SECRET]));
  });

  it('is not requested by way of a redirect, even where it is allowed', async () => {
    await using bystander = await startBystander();
    const { baseUrl: other, requests } = bystander;
    const parts = { refuse: () => ({ status: 302, headers: { location: `${other}/login` } }) };
    await scanFromOutside({ parts }, { allowedOrigins: [other], only: ['authentication'] });
    expect(requests).toEqual([]);
  });

  it('cannot be the base URL of a descriptor without permission', async () => {
    await using bystander = await startBystander();
    const descriptor: AppParts['descriptor'] = (standard) => ({ ...standard, baseUrl: bystander.baseUrl });
    const error = await errorOf(scanFromOutside({ parts: { descriptor } }, { headers }));
    expect(error).toMatchObject({ code: 'origin_not_allowed' });
    expect(error.message).toContain(`--allow-origin ${bystander.baseUrl}`);
    expect(bystander.requests).toEqual([]);
  });
});

describe('a descriptor from a file', () => {
  const descriptor = {
    key: 'app',
    baseUrl: '{{localBaseUrl}}',
    authentication: { type: 'jwt' },
    modules: { generalPages: [{ key: 'page', url: '/page' }] },
  };

  it('is tested at the base URL that is given, and nowhere else', async () => {
    await using bystander = await startBystander();
    await using app = await startModelApp();
    const { baseUrl, requests } = app;
    const pages = [
      { key: 'page', url: '/page' },
      { key: 'foreign', url: `${bystander.baseUrl}/page` },
    ];
    const report = await scan({
      descriptor: { ...descriptor, modules: { generalPages: pages } },
      baseUrl,
      headers,
    });
    expect(statusesAt(report, 'authentication')).toEqual(['pass']);
    expect(report.app).toMatchObject({ baseUrl });
    expect(report.app).not.toHaveProperty('descriptorUrl');
    expect(requests.every((request) => request.headers['x-gateway'] === SECRET)).toBe(true);
    expect(bystander.requests).toEqual([]);
  });

  it.each<[string, ScanOptions, string]>([
    ['no base URL', { descriptor }, '`baseUrl` must be'],
    ['a descriptor URL as well', { descriptor, descriptorUrl: 'http://a.example' }, 'either `descriptorUrl`'],
    [
      'an installer',
      { descriptor, baseUrl: 'http://a.example', installer: { install: never } },
      '`installer` needs',
    ],
    [
      'an origin that is none',
      { descriptor, baseUrl: 'http://a.example', allowedOrigins: ['a.example/x'] },
      'must be an origin',
    ],
    [
      'headers for an origin that is not allowed',
      { descriptor, baseUrl: 'http://a.example', headerOrigins: ['https://b.example'] },
      'is not one of `allowedOrigins`',
    ],
  ])('is refused with %s', async (_, options, problem) => {
    expect((await errorOf(scan(options))).message).toContain(problem);
  });
});

describe('the origin policy', () => {
  const policy = createOriginPolicy({ appUrl: 'http://localhost:3000/a', allowed: [], withHeaders: [] });

  it.each([
    ['http://localhost:3000/other', true],
    ['http://127.0.0.1:3000/', true],
    ['http://[::1]:3000/', true],
    ['http://localhost:3001/', false],
    ['https://localhost:3000/', false],
    ['http://127.0.0.2:3000/', false],
    ['http://localhost.example.com:3000/', false],
    ['//localhost:3000/', false],
  ])('of an app on localhost:3000 judges %s: %s', (url, expected) => {
    expect(policy.allows(url)).toBe(expected);
    expect(policy.takesHeaders(url)).toBe(expected);
  });
});

async function never(): Promise<never> {
  throw new Error('It is not called.');
}

async function errorOf(scanning: Promise<unknown>): Promise<ScanError> {
  try {
    await scanning;
  } catch (error) {
    if (error instanceof ScanError) return error;
    throw error;
  }
  throw new Error('The scan went through.');
}
