import { describe, expect, it } from 'vitest';
import type { Status } from '../../src/index.ts';
import { statusesAt, reasonsOf, scanFixture, scanFromOutside } from '../fixtures/fixture.ts';
import { html, STANDARD_PARTS, type AppParts } from '../fixtures/model-app.ts';

/** What a check says about a page with this response. */
async function judgePage(
  check: string,
  headers: Record<string, string>,
  body = 'notes',
): Promise<Status | undefined> {
  const report = await scanFixture({ parts: { page: () => html(200, body, headers) } }, { only: [check] });
  return statusesAt(report, check, '/page')[0];
}

describe('the check referrer-policy', () => {
  it.each([
    ['no-referrer', 'pass'],
    ['strict-origin-when-cross-origin', 'pass'],
    ['unsafe-url', 'fail'],
    ['no-referrer-when-downgrade', 'fail'],
    ['unsafe-url, no-referrer', 'pass'],
    ['no-referrer, unsafe-url', 'fail'],
    ['no-referrer, some-future-policy', 'pass'],
    ['nonsense', 'fail'],
  ] as const)('judges "%s": %s', async (value, status) => {
    expect(await judgePage('referrer-policy', { 'referrer-policy': value })).toBe(status);
  });

  it('lets a meta element override the header', async () => {
    const meta = '<meta name="referrer" content="unsafe-url">';
    expect(await judgePage('referrer-policy', {}, meta)).toBe('fail');
  });

  it('does not judge a refusal without the header, nor fail it', async () => {
    const parts = { refuse: () => ({ status: 401, body: 'no' }) };
    const report = await scanFromOutside({ parts }, { only: ['referrer-policy', 'cache-control'] });
    expect(new Set(statusesAt(report, 'referrer-policy'))).toEqual(new Set(['not-judged']));
    expect(new Set(statusesAt(report, 'cache-control'))).toEqual(new Set(['not-judged']));
  });
});

describe('the check cache-control', () => {
  it.each([
    ['no-store, no-cache', 'pass'],
    ['No-Cache, private, NO-STORE', 'pass'],
    ['no-store', 'warning'],
    ['no-cache', 'fail'],
    ['private', 'fail'],
    ['', 'fail'],
  ] as const)('judges "%s": %s', async (value, status) => {
    expect(await judgePage('cache-control', { 'cache-control': value })).toBe(status);
  });

  it('allows a cacheable shell to be stored', async () => {
    const parts: Partial<AppParts> = {
      descriptor: (standard) => ({
        ...standard,
        modules: { generalPages: [{ key: 'page', url: '/page', cacheable: true }] },
      }),
      admit: () => ({ iss: 'anybody', qsh: 'any', exp: 0, context: {} }),
      page: () => html(200, '<div id="root"></div>', { 'cache-control': 'max-age=3600' }),
    };
    const report = await scanFixture({ parts }, { only: ['cache-control'] });
    expect(statusesAt(report, 'cache-control')).toEqual(['pass']);
  });
});

describe('the check session-cookies', () => {
  it.each([
    ['JSESSIONID=1', 'fail'],
    ['PHPSESSID=1; Secure', 'fail'],
    ['ASP.NET_SessionId=1; HttpOnly', 'fail'],
    ['CFID=1', 'fail'],
    ['connect.sid=1; Secure; HttpOnly', 'pass'],
    ['access_token=1', 'fail'],
    ['theme=dark', 'pass'],
    ['csrf-token=1', 'pass'],
  ] as const)('judges "%s": %s', async (value, status) => {
    expect(await judgePage('session-cookies', { 'set-cookie': value })).toBe(status);
  });
});

describe('the checks of cookies', () => {
  it('do not judge a page that refuses and sets none, but do where it sets one', async () => {
    const only = ['session-cookies', 'iframe-cookies'];
    const outside = await scanFromOutside({}, { only });
    for (const check of only) expect(new Set(statusesAt(outside, check))).toEqual(new Set(['not-judged']));
    const refuse = () => html(401, 'no', { 'set-cookie': 'JSESSIONID=1' });
    const setting = await scanFromOutside({ parts: { refuse } }, { only });
    expect(new Set(statusesAt(setting, 'session-cookies'))).toEqual(new Set(['fail']));
    expect(new Set(statusesAt(setting, 'iframe-cookies'))).toEqual(new Set(['warning']));
  });
});

describe('the check framing-policy', () => {
  it.each([
    ['frame-ancestors https://*.atlassian.net', 'pass'],
    ["default-src 'self'; Frame-Ancestors https://*.jira.com", 'pass'],
    ["frame-ancestors 'none'", 'warning'],
    ["frame-ancestors 'self'", 'warning'],
    ['frame-ancestors *', 'warning'],
    ['frame-ancestors https:', 'warning'],
    ["default-src 'self'", 'warning'],
  ] as const)('judges "%s": %s', async (value, status) => {
    expect(await judgePage('framing-policy', { 'content-security-policy': value })).toBe(status);
  });
});

describe('the check cors', () => {
  it.each([
    [{ 'access-control-allow-origin': '*' }, 'pass'],
    [{ 'access-control-allow-origin': 'null' }, 'warning'],
    [{ 'access-control-allow-origin': 'null', 'access-control-allow-credentials': 'true' }, 'fail'],
  ] as const)('judges %j: %s', async (headers, status) => {
    expect(await judgePage('cors', headers)).toBe(status);
  });
});

describe('the check mixed-content', () => {
  it.each([
    ['<img src="http://cdn.example.com/a.png">', 'warning'],
    ['<link rel="stylesheet" href="http://cdn.example.com/a.css">', 'fail'],
    ['<iframe src="http://other.example.com/"></iframe>', 'fail'],
    ['<a href="http://www.example.com/">a link</a>', 'pass'],
    ['<script src="http://localhost:3000/a.js"></script>', 'pass'],
    ['<base href="http://cdn.example.com/"><script src="a.js"></script>', 'fail'],
    ['<!-- <script src="http://cdn.example.com/a.js"></script> -->', 'pass'],
    ['<template><script src="http://cdn.example.com/a.js"></script></template>', 'fail'],
  ] as const)('judges %s: %s', async (body, status) => {
    expect(await judgePage('mixed-content', {}, body)).toBe(status);
  });
});

describe('the check branding', () => {
  it.each([
    ['Notes for Jira', 'https://notes.example.com', []],
    ['Jira Notes', 'https://notes.example.com', ['name']],
    ['Notes Premium', 'https://notes.example.com', ['name']],
    ['Notes', 'https://jira-notes.com', ['domain']],
    ['Notes', 'https://trello-notes.co.uk', ['domain']],
    ['Notes', 'https://jira.example.com', []],
  ])('judges the name "%s" at %s', async (name, baseUrl, expected) => {
    const descriptor: AppParts['descriptor'] = (standard) => ({ ...standard, name, baseUrl, modules: {} });
    const report = await scanFromOutside(
      { parts: { descriptor } },
      {
        only: ['branding'],
        timeout: 5,
        allowedOrigins: [baseUrl],
      },
    );
    const warned = statusesAt(report, 'branding').flatMap((status, index) =>
      status === 'warning' ? [['name', 'domain'][index]] : [],
    );
    expect(warned).toEqual(expected);
  });
});

// Each of these scans runs every check.
describe('the disclosure checks', () => {
  it.each([
    ['secret-disclosure', 'AKIAIOSFODNN7EXAMPLE', 'fail'],
    ['secret-disclosure', 'postgres://app:hunter2@db.internal/app', 'fail'],
    ['secret-disclosure', 'The shared secret is never shown.', undefined],
    ['error-disclosure', 'Traceback (most recent call last):', 'fail'],
    ['error-disclosure', 'SequelizeConnectionError', 'fail'],
    ['error-disclosure', 'at handle (file:///srv/app.mjs:10:5)', 'fail'],
    ['error-disclosure', String.raw`{"trace":"x\n\tat com.example.Foo.bar(Foo.java:12)\n"}`, 'fail'],
    ['error-disclosure', 'at com.example.FooKt.main(Foo.kt:12)', 'fail'],
    ['error-disclosure', 'at Foo.Bar() in /src/Foo.cs:line 12', 'fail'],
    ['error-disclosure', '#0 /var/www/Foo.php(12): Foo->bar()', 'fail'],
    ['error-disclosure', "from /srv/foo.rb:12:in 'Foo#bar'", 'fail'],
    ['error-disclosure', 'goroutine 1 [running]:', 'fail'],
    ['error-disclosure', 'Expired\n at 12:30:45', undefined],
    ['error-disclosure', 'token.split is not a function', 'warning'],
    ['error-disclosure', 'The function of this page is to refuse.', undefined],
  ] as const)('%s judges a refusal that says "%s": %s', async (check, text, status) => {
    const report = await scanFromOutside({ parts: { refuse: () => html(401, text) } }, { only: [check] });
    expect(statusesAt(report, check, '/page')[0]).toBe(status);
  });

  it('report the worst response of an address', async () => {
    const refuse: AppParts['refuse'] = (_, refusal) =>
      html(401, refusal === 'missing' ? 'token.split is not a function' : 'at handle (/srv/app.js:10:5)');
    const report = await scanFromOutside({ parts: { refuse } }, { only: ['error-disclosure'] });
    expect(statusesAt(report, 'error-disclosure', '/page')).toEqual(['fail']);
  });

  it('find a shared secret of a test tenant in a response', async () => {
    const lifecycle: AppParts['lifecycle'] = ({ body }) => ({
      status: 400,
      body: `Unexpected: ${body.slice(0, 400)}`,
    });
    const report = await scanFromOutside({ parts: { lifecycle } }, { only: ['secret-disclosure'] });
    expect(statusesAt(report, 'secret-disclosure')).toContain('fail');
  });

  it('find a token that is sent on to another site', async () => {
    const page: AppParts['page'] = ({ query }) =>
      html(200, `<img src="https://count.example.com/?page=${query.get('jwt')}">`);
    const report = await scanFixture({ parts: { page } }, { only: ['token-disclosure'] });
    expect(statusesAt(report, 'token-disclosure')).toContain('fail');
    expect(reasonsOf(report, 'token-disclosure')).toContain('https://count.example.com');
  });
});

describe('the check reflected-input', () => {
  it('puts markup into the parameters of a page that only a genuine token opens', async () => {
    const inserting: AppParts['page'] = ({ query }) => html(200, `Issue ${query.get('issueKey') ?? ''}`);
    const report = await scanFixture({ parts: { page: inserting } }, { only: ['reflected-input'] });
    expect(statusesAt(report, 'reflected-input')).toEqual(['warning', 'pass', 'pass']);
    expect(reasonsOf(report, 'reflected-input')).toContain('Markup in its own parameters');
  });
});

describe('the check open-redirect', () => {
  it('tries doubled slashes, which frameworks normalize', async () => {
    const other: AppParts['other'] = (request, state) =>
      request.path.startsWith('//')
        ? { status: 301, headers: { location: request.path.replace(/\/$/, '') } }
        : STANDARD_PARTS.other(request, state);
    const report = await scanFromOutside({ parts: { other } }, { only: ['open-redirect'] });
    expect(statusesAt(report, 'open-redirect')).toContain('fail');
  });

  it('does not mind a redirect to where the app wants', async () => {
    const refuse: AppParts['refuse'] = () => ({
      status: 302,
      headers: { location: 'https://login.example.com/' },
    });
    const report = await scanFromOutside({ parts: { refuse } }, { only: ['open-redirect'] });
    expect(new Set(statusesAt(report, 'open-redirect'))).toEqual(new Set(['pass']));
  });
});
