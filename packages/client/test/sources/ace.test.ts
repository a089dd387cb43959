import { createRequire } from 'node:module';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { createQueryStringHash, encodeSymmetric, SymmetricAlgorithm } from 'atlassian-jwt';
import type Express from 'express';
import type { RequestHandler } from 'express';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ace } from '../../src/sources/ace.ts';
import { next, openPage } from '../harness/real-world.ts';

const SECRET = 'the shared secret of the tenant, as long as it has to be';
const LIFE = 2;

// Only the browser tests depend on it, so it is looked up from there.
const require = createRequire(new URL('../../../../e2e/package.json', import.meta.url));
const express = require('express') as typeof Express;
const connect = require('atlassian-connect-express') as {
  (
    app: object,
    options: object,
    logger: object,
  ): { authenticate(): RequestHandler; checkValidToken(): RequestHandler };
  store: { register(name: string, make: () => object): void };
};

let server: Server;
let baseUrl: string;

beforeEach(async () => {
  const app = express();
  server = createServer(app as RequestListener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tenant = { clientKey: 'tenant', sharedSecret: SECRET, baseUrl: 'https://tenant.atlassian.net' };
  connect.store.register('memory', () => ({ get: async () => tenant, set: async () => tenant }));
  const addon = connect(app, { config: configuration(baseUrl) }, silence);
  app.use(express.urlencoded({ extended: false }));
  app.get('/panel', addon.authenticate(), (_request, response) => {
    response.send(`<meta name="token" content="${String(response.locals['token'])}">`);
  });
  app.get('/api/me', addon.checkValidToken(), (_request, response) => {
    response.json({ account: response.locals['userAccountId'] as string });
  });
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const configuration = (address: string): object => ({
  development: {
    store: { adapter: 'memory' },
    maxTokenAge: LIFE,
    watch: false,
    descriptorTransformer: () => ({
      key: 'app',
      name: 'App',
      baseUrl: address,
      authentication: { type: 'jwt' },
    }),
  },
});

const silence = { info() {}, warn() {}, error() {}, debug() {} };

const sign = (claims: object): string => {
  const iat = Math.floor(Date.now() / 1_000);
  const all = { iss: 'tenant', sub: 'account', iat, exp: iat + 180, ...claims };
  return encodeSymmetric(all, SECRET, SymmetricAlgorithm.HS256);
};

/** Loads the page as the host's frame does, and reads the token in it. */
async function loadPage(): Promise<string> {
  const qsh = createQueryStringHash({ method: 'get', pathname: '/panel', query: {} }, false, baseUrl);
  const response = await fetch(`${baseUrl}/panel?jwt=${sign({ qsh })}`);
  return /content="(.+)"/.exec(await response.text())?.[1] ?? '';
}

const contextToken = async (): Promise<string> => sign({ qsh: 'context-qsh' });

test('the server itself refuses its page’s token after its life', async () => {
  const token = await loadPage();
  const headers = { Authorization: `JWT ${token}` };
  expect((await fetch(`${baseUrl}/api/me`, { headers })).status).toBe(200);
  await new Promise((resolve) => {
    setTimeout(resolve, LIFE * 1_000 + 100);
  });
  expect((await fetch(`${baseUrl}/api/me`, { headers })).status).toBe(401);
}, 10_000);

test.each([
  ['by the host’s word', contextToken],
  ['by itself where the host does not answer', undefined],
])(
  'a page stays signed in past its token’s life, %s',
  async (_way, getToken) => {
    const client = openPage(`${baseUrl}/panel`, {
      source: ace({ url: '/api/me', timeout: 100 }),
      token: await loadPage(),
      ...(getToken === undefined ? {} : { getToken }),
    });
    const first = await client.getToken();
    for (let renewal = 0; renewal < 3; renewal += 1) {
      await next(client, 'renewed');
      const response = await client.fetch(`${baseUrl}/api/me`);
      expect([response.status, await response.json()]).toEqual([200, { account: 'account' }]);
    }
    expect(await client.getToken()).not.toBe(first);
    client.dispose();
  },
  20_000,
);

test('a page without a token begins with the host’s word', async () => {
  const client = openPage(`${baseUrl}/panel`, { source: ace({ url: '/api/me' }), getToken: contextToken });
  expect((await client.fetch(`${baseUrl}/api/me`)).status).toBe(200);
  client.dispose();
});

test('a token that the server refuses is replaced, and the request sent again', async () => {
  const client = openPage(`${baseUrl}/panel`, {
    source: ace({ url: '/api/me' }),
    token: sign({ aud: ['tenant'], exp: 1, iat: -900 }),
    getToken: contextToken,
  });
  await client.ready;
  expect((await client.fetch(`${baseUrl}/api/me`)).status).toBe(200);
  client.dispose();
}, 10_000);
