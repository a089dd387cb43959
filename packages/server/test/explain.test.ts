import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import express from 'express';
import fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { toExpress } from '../src/adapters/express.ts';
import { toFastify } from '../src/adapters/fastify.ts';
import type { Authbeat, AuthbeatOptions, AuthbeatRequest } from '../src/index.ts';
import { bearer, exchangeForm, startApp, type TestApp } from './support/app.ts';
import { FORGE_APP, ForgeSite } from './support/forge-site.ts';
import { listen, type Listening } from './support/listen.ts';
import { startRestHost } from './support/rest-host.ts';

const lines: string[] = [];
/** The first explanation loads the inspector. */
const PATIENCE = { timeout: 30_000 };

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  lines.length = 0;
});

/** The line that the last refused request made. */
async function explanation(): Promise<string> {
  await vi.waitFor(() => expect(lines).not.toEqual([]), PATIENCE);
  expect(lines).toHaveLength(1);
  // Neither a token nor a secret.
  expect(lines[0]).not.toMatch(/eyJ[\w-]{10,}\.|[0-9a-f]{64}|s3cr3t/);
  return lines[0] ?? '';
}

async function start(options: Partial<AuthbeatOptions> = {}): Promise<TestApp> {
  return startApp({ explain: true, ...options });
}

/** A key server that has no key. */
async function startEmptyServer(): Promise<Listening> {
  const server = await listen(createServer((_request, response) => void response.writeHead(404).end()));
  onTestFinished(async () => server.close());
  return server;
}

describe('an install that is refused', () => {
  it('names both values when the base URL differs', async () => {
    const app = await start({ baseUrl: 'https://my-app.example.com' });
    const site = app.site('tenant-a');
    expect((await site.call('installed')).status).toBe(401);
    expect(await explanation()).toMatch(
      /^\[authbeat\] POST \/authbeat\/installed 401 at the door "lifecycle": The token is for \["http:\/\/127\.0\.0\.1:\d+"\], and this is "https:\/\/my-app\.example\.com"\. Set `baseUrl` to that of the descriptor\. .*fromEnvironment\(\).* See https:\/\/authbeat\.dev\/causes\/audience-mismatch\/ \(audience-mismatch\)$/,
    );
  });

  it('is explained at a path of the app as well', async () => {
    const app = await start();
    const site = app.site('tenant-a');
    const headers = new Map([
      ['authorization', `JWT ${await site.lifecycleToken('/authbeat/installed')}`],
      ['content-type', 'application/json'],
    ]);
    const verdict = await app.authbeat.lifecycle('installed')({
      method: 'POST',
      url: '/installed',
      header: (name) => headers.get(name),
      body: async () => ({ state: 'parsed', value: site.lifecycleBody('installed') }),
    });
    expect(verdict.admitted).toBe(false);
    expect(await explanation()).toMatch(/^\[authbeat\] POST \/installed 401 at the door "lifecycle": /);
  });

  it('names both keys when the app key differs', async () => {
    const app = await start({ appKey: 'my-app' });
    expect((await app.site('tenant-a').call('installed')).status).toBe(401);
    expect(await explanation()).toContain(
      'The `key` in the body is "issue-panel", and the option `appKey` is "my-app".',
    );
  });

  it('names the key and the servers when no server has the key', async () => {
    const { origin } = await startEmptyServer();
    const app = await start({ installKeyServers: [origin] });
    expect((await app.site('tenant-a').call('installed')).status).toBe(401);
    const line = await explanation();
    expect(line).toContain(
      `The token names the key "install-key-1", which is on no key server of \`installKeyServers\` (${origin}).`,
    );
    expect(line).toContain('/causes/key-unknown/');
  });

  it('names the server when it does not respond', async () => {
    const gone = await listen(createServer());
    await gone.close();
    const app = await start({ installKeyServers: [gone.origin] });
    expect((await app.site('tenant-a').call('installed')).status).toBe(503);
    expect(await explanation()).toContain(
      `503 at the door "lifecycle": The key server ${gone.origin} did not respond (ECONNREFUSED).`,
    );
  });
});

describe('a request that is refused', () => {
  it.each<[string, string, (app: TestApp) => Promise<Response>]>([
    [
      'has another URL than the one that the host signed',
      '"GET&/other.html&issueKey=AB-1" came. Compare it with the URL in the descriptor',
      async (app) => {
        const [, query = ''] = (await app.installedSite()).iframe('/foo.html?issueKey=AB-1').split('?');
        return app.get(`/other.html?${query}`);
      },
    ],
    [
      'lost the path of a proxy',
      'The host signed "GET&/jira/foo.html&", and "GET&/foo.html&" came.',
      async (app) => app.get((await app.installedSite()).iframe('/jira/foo.html').replace('/jira', '')),
    ],
    [
      'is signed with another secret',
      `The signature is not made with the tenant's shared secret, nor with any usual misreading of it.`,
      async (app) => app.get((await app.installedSite()).iframe('/foo.html', { secret: 's3cr3t'.repeat(8) })),
    ],
    [
      'names a tenant that has not installed the app',
      'The token names the tenant "stranger-b" (iss), which has not installed the app. Install the app again. If it is installed, its "installed" call was lost or refused, or went to another database. If another library has its tenants, import them: authbeat tenants import.',
      async (app) => app.get(app.site('stranger-b').iframe('/foo.html')),
    ],
    [
      'names a tenant that has uninstalled the app',
      'The tenant "tenant-a" has uninstalled the app. Install the app again. See',
      async (app) => {
        const site = await app.installedSite();
        await site.call('uninstalled');
        return app.get(site.iframe('/foo.html'));
      },
    ],
    [
      'has a context token at the door of pages',
      'A context token where a token for one URL is needed.',
      async (app) => app.get(`/foo.html?jwt=${(await app.installedSite()).context()}`),
    ],
    [
      'has a context token at the door of sessions',
      'The token is of the kind "context", and this door takes session or resource-ticket.',
      async (app) => app.get('/api/me', { authorization: `JWT ${(await app.installedSite()).context()}` }),
    ],
    [
      'has a bound token at the door of context tokens',
      'and this door takes context or session or resource-ticket.',
      async (app) =>
        app.get('/ace/me', { authorization: `JWT ${(await app.installedSite()).bound('GET', '/ace/me')}` }),
    ],
    [
      'exchanges a bound token',
      '"exchange": The token is of the kind',
      async (app) =>
        app.post('/authbeat/session', exchangeForm((await app.installedSite()).bound('GET', '/foo.html'))),
    ],
    [
      'exchanges an expired token',
      '"exchange": The token expired 1 min 40 s ago.',
      async (app) =>
        app.post('/authbeat/session', exchangeForm((await app.installedSite()).context({ life: -100 }))),
    ],
    [
      'has a session that has expired',
      '"api": The token expired 1 min 40 s ago. It lived 15 min.',
      async (app) => {
        const session = await app.signIn(await app.installedSite());
        app.clock.pass(1000);
        return app.get('/api/me', bearer(session));
      },
    ],
    [
      'has no session',
      'The request has no session token. Exchange a context token for one. See https://authbeat.dev/refusals/session_missing/',
      async (app) => app.get('/api/me'),
    ],
    [
      'repeats the token of a webhook',
      'The token was used before. A webhook guard admits each token once.',
      async (app) => {
        const token = (await app.installedSite()).bound('POST', '/hooks/issue');
        const call = async () => app.post('/hooks/issue', {}, { authorization: `JWT ${token}` });
        expect((await call()).status).toBe(200);
        return call();
      },
    ],
    [
      'has two tokens',
      'The request carries 2 tokens',
      async (app) => {
        const site = await app.installedSite();
        return app.get(site.iframe('/foo.html'), { authorization: `JWT ${site.context()}` });
      },
    ],
    ['has the wrong method', 'The method is not allowed here.', async (app) => app.get('/authbeat/session')],
    [
      'has the wrong media type',
      'The media type is',
      async (app) => fetch(`${app.baseUrl}/authbeat/session`, { method: 'POST', body: 'text' }),
    ],
  ])('and that %s is explained', async (_case, sentence, send) => {
    const app = await start();
    expect((await send(app)).ok).toBe(false);
    expect(await explanation()).toContain(sentence);
  });

  it('makes one line, whatever its token says', async () => {
    const app = await start();
    const site = await app.installedSite();
    const name = `x\r\n\u2028\u001B[2J${'y'.repeat(200)}`;
    await app.get(site.iframe('/foo.html', { claims: { iss: name } }));
    const line = await explanation();
    expect(line).not.toMatch(/[\p{Cc}\p{Zl}]/u);
    expect(line.length).toBeLessThan(1100);
  });
});

describe('the timeline of a local host', () => {
  it('gets the reason of a refusal, at the address of the key server', async () => {
    const { promise, resolve } = Promise.withResolvers<[string | undefined, unknown]>();
    const host = await listen(
      createServer((request, response) => {
        void json(request).then((body) => resolve([request.url, body]));
        response.writeHead(200).end();
      }),
    );
    onTestFinished(async () => host.close());
    const app = await start({ installKeyServers: [`${host.origin}/install-keys`] });
    await app.get('/api/me?x=1');
    const [path, body] = await promise;
    expect(path).toBe('/reasons');
    expect(body).toEqual({
      method: 'GET',
      path: '/api/me',
      status: 401,
      door: 'api',
      cause: 'session_missing',
      message: expect.stringContaining('The request has no session token.') as string,
      help: '',
      docs: 'https://authbeat.dev/refusals/session_missing/',
    });
  });

  it('gets nothing when no key server is on this machine', async () => {
    const sent = vi.spyOn(globalThis, 'fetch');
    const app = await start({ installKeyServers: ['https://keys.example.com'] });
    await app.get('/api/me');
    await explanation();
    expect(sent.mock.calls.map(([url]) => url)).toEqual([`${app.baseUrl}/api/me`]);
  });
});

describe('a policy that keeps frames blank', () => {
  it.each([
    ['Express', () => serveExpress],
    ['Fastify', () => serveFastify],
  ])('is explained once behind %s', async (_name, pick) => {
    const app = await start();
    const site = await app.installedSite();
    const { origin, close } = await pick()(app.authbeat);
    onTestFinished(close);
    for (const query of ['', '?again=1']) {
      const url = site.iframe(`/foo.html${query}`);
      expect((await fetch(origin + url)).status).toBe(200);
    }
    const line = await explanation();
    expect(line).toContain("frame-ancestors 'self' forbids the host to frame it.");
    expect(line).toContain('script-src does not allow the bridge. Add https://connect-cdn.atl-paas.net.');
    expect(line).toContain('/frameworks/helmet/');
  });

  /** The policy of helmet 8. */
  const POLICY = "default-src 'self';frame-ancestors 'self';script-src 'self';script-src-attr 'none'";

  async function serveExpress(authbeat: Authbeat) {
    const app = express();
    app.use((_request, response, next) => {
      response.setHeader('Content-Security-Policy', POLICY);
      next();
    });
    app.get('/foo.html', toExpress(authbeat).page(), (_request, response) => void response.send('foo'));
    const server = await listen(createServer(app));
    return { origin: server.origin, close: async () => server.close() };
  }

  async function serveFastify(authbeat: Authbeat) {
    const app = fastify();
    app.addHook('onRequest', async (_request, reply) => void reply.header('content-security-policy', POLICY));
    app.get('/foo.html', { onRequest: toFastify(authbeat).page() }, async () => 'foo');
    return { origin: await app.listen({ port: 0, host: '127.0.0.1' }), close: async () => app.close() };
  }
});

describe('nothing is explained', () => {
  it.each<[string, string | undefined, boolean | undefined, number]>([
    ['in production', 'production', undefined, 0],
    ['in production, whatever the options say', 'production', true, 0],
    ['where NODE_ENV is not set', undefined, undefined, 0],
    ['in tests', 'test', undefined, 0],
    ['where it is switched off', 'development', false, 0],
    ['but everything in development', 'development', undefined, 1],
  ])('%s', async (_case, NODE_ENV, explain, count) => {
    vi.stubEnv('NODE_ENV', NODE_ENV);
    const app = await startApp({ ...(explain !== undefined && { explain }) });
    expect((await app.get('/api/me')).status).toBe(401);
    // What is explained is printed by the time that another app's explanation is.
    vi.stubEnv('NODE_ENV', 'development');
    const other = await start();
    await other.get('/api/other');
    await vi.waitFor(() => expect(lines.join()).toContain('/api/other'), PATIENCE);
    expect(lines.filter((line) => line.includes('/api/me'))).toHaveLength(count);
  });
});

describe('a permission that the user lacks', () => {
  it.each([
    [
      { body: {} },
      '403 at the door "permission": The host does not grant {"global":["ADMINISTER"]} to the user',
    ],
    [
      { status: 403, body: { errorMessages: ['No scope.'] } },
      '503 at the door "permission": The host refused the request. (POST /rest/api/3/permissions/check; status 403; No scope.)',
    ],
  ])('says what is required, or why the host did not respond: %j', async (response, expected) => {
    const rest = await startRestHost(() => response);
    const app = await start();
    const authorization = `Bearer ${await app.signIn(await app.installedSite('tenant-a', rest.origin))}`;
    const request: AuthbeatRequest = {
      method: 'GET',
      url: '/api/settings',
      header: (name) => (name === 'authorization' ? authorization : undefined),
      body: async () => ({ state: 'aborted' }),
    };
    const verdict = await app.authbeat.api()(request);
    await app.authbeat.permission({ global: ['ADMINISTER'] })(
      verdict.admitted ? verdict.principal : undefined,
      request,
    );
    expect(await explanation()).toContain(`GET /api/settings ${expected}`);
  });
});

describe('an invocation token that is refused', () => {
  it.each([
    ['another app', { appId: 'ari:cloud:ecosystem::app/other' }, 'for another app than `forge.appId`'],
    ['another environment', { environment: 'development' }, '`forge.environments` does not list'],
    ['another issuer', { claims: { iss: 'forge/context-token' } }, 'its issuer is another'],
    ['an isolated cloud', { claims: { icLabel: 'acme' } }, 'an isolated cloud'],
    ['a time that is over', { lifetime: -60 }, 'on Forge with the next requestRemote()'],
  ] as const)('says what is wrong with a token of %s', async (_, changes, hint) => {
    const app = await start({ forge: { appId: FORGE_APP } });
    const token = await new ForgeSite(app).token(changes);
    expect((await app.get('/remote/notes', bearer(token))).status).toBe(401);
    expect(await explanation()).toContain(hint);
  });

  it('says that it was changed, or that its installation was', async () => {
    const app = await start({ forge: { appId: FORGE_APP } });
    const site = new ForgeSite(app);
    const token = await site.token();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const changed = await site.token({}, { kid: app.keyServer.invocationKid, privateKey });
    expect((await app.get('/remote/notes', bearer(changed))).status).toBe(401);
    expect(await explanation()).toContain('the token was changed, or signed elsewhere');
    lines.length = 0;
    await app.get('/remote/notes', bearer(token));
    const claims = { context: { cloudId: 'another' } };
    expect((await app.get('/remote/notes', bearer(await site.token({ claims })))).status).toBe(401);
    expect(await explanation()).toContain('in another site or environment than the tokens before it');
  });
});
