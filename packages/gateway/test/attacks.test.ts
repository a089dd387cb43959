import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { exchangeForm } from '../../server/test/support/app.ts';
import { sendRaw, statusOf } from './support/raw.ts';
import { startGateway, type TestGateway } from './support/start.ts';
import type { Site } from '../../server/test/support/site.ts';

async function sessionOf({ post }: TestGateway, site: Site, account = 'alice'): Promise<string> {
  const response = await post('/authbeat/session', exchangeForm(site.context({ account })));
  return ((await response.json()) as { access_token: string }).access_token;
}

const HEADERS = { apis: [{ path: '/api/*', identity: 'headers' as const }], public: ['/public/*'] };

describe('identity headers that a browser sends', () => {
  const FORGED = [
    'X-Authbeat-Account',
    'x_authbeat_account',
    'X-AUTHBEAT_Account',
    'x-authbeat',
    'X-Authbeat-New',
    'X.Authbeat~Account',
  ];

  it('never reach the upstream, in any case and with any separator', async () => {
    const started = await startGateway(HEADERS);
    const site = await started.installedSite();
    const authorization = `Authorization: Bearer ${await sessionOf(started, site)}`;
    const forged = FORGED.map((name) => `${name}: admin`);
    await statusOf(started.baseUrl, '/api/me', [...forged, authorization]);
    await statusOf(started.baseUrl, '/public/x', forged);
    const [guarded, open] = started.app.seen.slice(-2).map(({ rawHeaders }) => rawHeaders.join('\n'));
    expect(guarded).toContain('x-authbeat-account\nalice');
    expect(guarded).not.toContain('admin');
    expect(open).not.toMatch(/authbeat|admin/i);
  });

  it('cannot be removed by listing them as headers of the connection', async () => {
    const started = await startGateway({ ...HEADERS, upstreamSecret: 'a-secret-of-the-two' });
    const site = await started.installedSite();
    await sendRaw(
      started.baseUrl,
      [
        'GET /api/me HTTP/1.1',
        'Host: app',
        'Connection: close, X-Authbeat-Account, x_authbeat_upstream_secret, X-Forwarded-For, Host',
        `Authorization: Bearer ${await sessionOf(started, site)}`,
        '',
        '',
      ].join('\r\n'),
    );
    const { headers } = started.app.seen.at(-1) ?? { headers: {} };
    expect(headers).toMatchObject({
      'x-authbeat-account': 'alice',
      'x-authbeat-upstream-secret': 'a-secret-of-the-two',
      'x-forwarded-for': '127.0.0.1',
      host: 'app',
    });
  });

  it('of the address are replaced, unless a proxy in front is trusted', async () => {
    const forged = [
      'X-Forwarded-For: 6.6.6.6',
      'Forwarded: for=6.6.6.6',
      'X-Real-IP: 6.6.6.6',
      'X_Real_IP: 6.6.6.7',
      'X-Forwarded-Host: evil',
      'X-Forwarded-Prefix: /6.6.6.6',
      'X-Original-URL: /api/6.6.6.6',
      'X_Rewrite_URL: /api/6.6.6.7',
    ];
    const plain = await startGateway();
    await statusOf(plain.baseUrl, '/x', forged);
    expect(JSON.stringify(plain.app.seen.at(-1)?.rawHeaders)).not.toMatch(/6\.6\.6\.|evil/);
    const trusting = await startGateway({ trustForwarded: true });
    await statusOf(trusting.baseUrl, '/x', forged);
    expect(trusting.app.seen.at(-1)?.headers).toMatchObject({
      'x-forwarded-for': '6.6.6.6, 127.0.0.1',
      'x-forwarded-host': new URL(trusting.baseUrl).host,
      'x-forwarded-prefix': '/6.6.6.6',
      'x-real-ip': '6.6.6.6',
      forwarded: `for=6.6.6.6, for=127.0.0.1;host="${new URL(trusting.baseUrl).host}";proto=http`,
    });
    expect(JSON.stringify(trusting.app.seen.at(-1)?.rawHeaders)).not.toMatch(/6\.6\.6\.7|evil/);
  });
});

describe('a target that an upstream may read differently', () => {
  it.each([
    'http://evil.example/foo.html',
    '*',
    '//evil.example/x',
    '/public/../api/me',
    '/public/%2e%2e/api/me',
    '/public/%2E./api/me',
    '/public/..;/api/me',
    '/public/..%2fapi/me',
    String.raw`/public/..\api/me`,
    '/public/%5c..%5capi',
    '/public/%252e%252e/api/me',
    '/public/%00/x',
    '/public/%0d%0aX-Admin:%201',
    '/public/%c0%ae%c0%ae/api/me',
    '/public/./x',
    '/public/x#/../api/me',
  ])('is refused: %s', async (target) => {
    const { app, baseUrl } = await startGateway(HEADERS);
    expect(await statusOf(baseUrl, target)).toBe(400);
    expect(app.seen).toEqual([]);
  });

  it.each(['/API/me', '/apix', '/api', '/%61pi/me', '//api/me', '/;/api/me', '/foo.html/', '/foo.html;x'])(
    'and matches no other route by accident: %s',
    async (target) => {
      const { app, baseUrl } = await startGateway(HEADERS);
      expect(await statusOf(baseUrl, target)).toBeGreaterThanOrEqual(400);
      expect(app.seen).toEqual([]);
    },
  );
});

describe('a path that an upstream may read as that of a guarded route', () => {
  it.each([
    '/API/me',
    '/%61pi/me',
    '/api;x=1/me',
    '/foo.html/',
    '/Foo.html',
    '/foo.html;x',
    '/ITEMS/7/view',
    '/items/7/view/',
  ])('is refused where the upstream judges no tokens: %s', async (target) => {
    const { app, baseUrl } = await startGateway({ ...HEADERS, public: ['/*'] });
    expect(await statusOf(baseUrl, target)).toBe(400);
    expect(app.seen).toEqual([]);
  });

  it('passes where it is none', async () => {
    const { app, baseUrl } = await startGateway({ ...HEADERS, public: ['/*'] });
    const targets = ['/', '/App.js', '/a//b/', '/apis/x', '/images/API/me.png', '/items/7/8/view'];
    for (const target of targets) await statusOf(baseUrl, target);
    expect(app.seen.map(({ url }) => url)).toEqual(targets);
  });

  it.each(['/installed/', '/INSTALLED', '/%69nstalled', '/hooks//issue'])(
    'is refused for calls that may come once only, whoever judges tokens: %s',
    async (target) => {
      const { app, baseUrl } = await startGateway();
      expect((await fetch(baseUrl + target, { method: 'POST' })).status).toBe(400);
      expect(app.seen).toEqual([]);
    },
  );
});

describe('a request that two parsers may split differently', () => {
  it.each([
    [
      'both lengths',
      'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n',
    ],
    ['two lengths', 'Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd'],
    ['an unknown coding', 'Transfer-Encoding: xchunked\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a coding after chunked', 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
    ['a space before the colon', 'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n'],
    ['a bare line feed', 'X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a control character', 'X: a\u0000b\r\n\r\n'],
  ])('is refused: %s', async (_what, rest) => {
    const { app, baseUrl } = await startGateway();
    const response = await sendRaw(baseUrl, `POST /x HTTP/1.1\r\nHost: app\r\nConnection: close\r\n${rest}`);
    expect(response).toMatch(/^HTTP\/1\.1 400/);
    expect(app.seen.map(({ url }) => url)).not.toContain('/smuggled');
  });
});

describe('a token that the gateway has minted', () => {
  it('is refused at every door, in every place, by replaying those that the app got', async () => {
    const started = await startGateway({
      apis: [{ path: '/api/*' }, { path: '/ctx/*', identity: 'context' }],
    });
    const { app, baseUrl, clock, get, installedSite, post, recover } = started;
    const site = await installedSite();
    const url = site.iframe('/foo.html?x=1');
    clock.pass(900);
    await get(await recover(site, url));
    const session = { authorization: `Bearer ${await sessionOf(started, site)}` };
    await get('/api/me', session);
    await get('/ctx/me', session);
    const minted = app.seen.slice(-3).map((seen) => {
      const inUrl = new URL(seen.url, baseUrl).searchParams.get('jwt');
      return inUrl ?? seen.headers.authorization?.slice(4) ?? '';
    });
    expect(minted.every((token) => token.split('.').length === 3)).toBe(true);
    const count = app.seen.length;
    for (const token of minted) {
      const bearers = ['JWT', 'Bearer', 'DPoP'].map((scheme) => ({ authorization: `${scheme} ${token}` }));
      const statuses = [
        ...['/foo.html?x=1&jwt=', '/api/me?jwt=', '/other?jwt=', '/other?acpt=', '/other?j%77t='].map(
          async (path) => (await get(path + token)).status,
        ),
        ...bearers.flatMap((headers) =>
          ['/api/me', '/ctx/me', '/other', '/foo.html'].map(
            async (path) => (await get(path, headers)).status,
          ),
        ),
        get('/other', { 'x-acpt': token }).then(({ status }) => status),
        post('/authbeat/session', exchangeForm(token)).then(({ status }) => status),
        post('/authbeat/recovery', { subject_token: token, url }).then(({ status }) => status),
        post('/authbeat/recovery', { subject_token: site.context(), url: `/foo.html?x=1&jwt=${token}` }).then(
          ({ status }) => status,
        ),
        ...['/hooks/issue', '/installed', '/enabled', '/disabled', '/uninstalled'].map(async (path) => {
          const headers = { authorization: `JWT ${token}`, 'content-type': 'application/json' };
          const body = JSON.stringify(site.lifecycleBody('installed'));
          return (await fetch(baseUrl + path, { method: 'POST', headers, body })).status;
        }),
      ];
      expect(new Set(await Promise.all(statuses))).toEqual(new Set([401]));
    }
    expect(app.seen.length).toBe(count);
  });
});

it.each(['gzip, chunked', 'chunked, chunked'])(
  'refuses a body whose coding it would have to undo for the app: %s',
  async (coding) => {
    const { app, baseUrl } = await startGateway();
    const head = `POST /x HTTP/1.1\r\nHost: app\r\nConnection: close\r\nTransfer-Encoding: ${coding}\r\n\r\n`;
    expect(await sendRaw(baseUrl, `${head}0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 (?:400|501)/);
    expect(app.seen).toEqual([]);
  },
);

it('waits no longer than half a minute for a body that it reads itself', async () => {
  const { baseUrl } = await startGateway();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const head = [
    'POST /authbeat/session HTTP/1.1',
    'Host: app',
    'Content-Type: application/x-www-form-urlencoded',
    'Content-Length: 100',
  ];
  const end = (): true => true;
  const ended = sendRaw(baseUrl, `${head.join('\r\n')}\r\n\r\ngrant_type=`).then(end, end);
  while (!(await Promise.race([ended, nextTurn(false)]))) vi.advanceTimersByTime(1000);
  expect(await ended).toBe(true);
});

it('never shows a caller what it adds for the app, as TRACE would', async () => {
  const { app, baseUrl } = await startGateway({ upstreamSecret: 'a-secret-of-the-two' });
  const response = await sendRaw(baseUrl, 'TRACE /x HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n');
  expect(response).toMatch(/^HTTP\/1\.1 405/);
  expect(app.seen).toEqual([]);
});

it('never shows a session of ours to the app, on any route', async () => {
  const started = await startGateway({ apis: [{ path: '/api/*' }] });
  const site = await started.installedSite();
  const session = await sessionOf(started, site);
  const headers = { authorization: `Bearer ${session}`, cookie: `a=1; __Host-authbeat-x=${session}; b=2` };
  for (const path of ['/api/me', '/other', '/atlassian-connect.json']) await started.get(path, headers);
  expect(JSON.stringify(started.app.seen)).not.toContain(session);
  expect(started.app.seen.at(-1)?.headers.cookie).toBe('a=1; b=2');
});

it('keeps tenants apart that share a connection on both sides', async () => {
  const started = await startGateway(HEADERS);
  const sites = await Promise.all(['tenant-a', 'tenant-b'].map(async (key) => started.installedSite(key)));
  const sessions = await Promise.all(
    sites.map(async (site, index) => sessionOf(started, site, `user-${index}`)),
  );
  const requests = [0, 1, 0, 1].map((index) =>
    ['GET /api/me HTTP/1.1', 'Host: app', `Authorization: Bearer ${sessions[index]}`, '', ''].join('\r\n'),
  );
  const last = 'GET /api/me HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n';
  const responses = await sendRaw(started.baseUrl, requests.join('') + last);
  expect(responses.match(/HTTP\/1\.1 \d+/g)?.at(-1)).toBe('HTTP/1.1 401');
  const seen = started.app.seen
    .slice(-4)
    .map(({ headers }) => [headers['x-authbeat-tenant'], headers['x-authbeat-account']]);
  expect(seen).toEqual([
    ['tenant-a', 'user-0'],
    ['tenant-b', 'user-1'],
    ['tenant-a', 'user-0'],
    ['tenant-b', 'user-1'],
  ]);
});
