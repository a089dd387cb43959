import { createRequire } from 'node:module';
import type { RequestHandler } from 'express';
import express from 'express';
import { createClient } from 'redis';
import { API_HEADERS, APP_KEY, BASE_URL, CLIENT_KEY, type Fixture } from '../fixture.ts';
import { ACCOUNTS, listen, type Target } from './target.ts';

interface Addon {
  middleware(): RequestHandler;
  checkValidToken(): RequestHandler;
}
interface AceStore {
  get(key: string, clientKey: string): Promise<unknown>;
  set(key: string, value: unknown, clientKey: string): Promise<unknown>;
}
interface Ace {
  (app: express.Express, options: object): Addon;
  store: { register(name: string, factory: () => AceStore): void };
}

/** A map: less than any store of ACE does. */
async function inMemory(): Promise<AceStore> {
  const records = new Map<string, unknown>();
  return {
    get: async (key, clientKey) => records.get(`${clientKey}:${key}`) ?? null,
    async set(key, value, clientKey) {
      records.set(`${clientKey}:${key}`, value);
      return value;
    },
  };
}

/** As ACE's own Redis store, which does not work with the version of `redis` that ACE depends on. */
async function inRedis(): Promise<AceStore> {
  const client = createClient({ url: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379' });
  // The server ends before this process does.
  client.on('error', () => undefined);
  await client.connect();
  return {
    async get(key, clientKey) {
      const value = await client.get(`${clientKey}:${key}`);
      return typeof value === 'string' ? (JSON.parse(value) as unknown) : null;
    },
    async set(key, value, clientKey) {
      await client.set(`${clientKey}:${key}`, JSON.stringify(value));
      return value;
    },
  };
}

async function startAce(fixture: Fixture, store: AceStore) {
  const { secret: sharedSecret } = fixture;
  const tenant = {
    clientKey: CLIENT_KEY,
    key: APP_KEY,
    sharedSecret,
    baseUrl: 'https://example.atlassian.net',
  };
  await store.set('clientInfo', tenant, CLIENT_KEY);
  const ace = createRequire(import.meta.url)('atlassian-connect-express') as Ace;
  ace.store.register('bench', () => store);
  process.env['AC_LOCAL_BASE_URL'] = BASE_URL;
  const app = express();
  app.set('env', 'production');
  app.use(express.urlencoded({ extended: false }), express.json());
  const config = { production: { localBaseUrl: BASE_URL, port: '0', store: { adapter: 'bench' } } };
  const descriptor = { key: APP_KEY, baseUrl: BASE_URL, authentication: { type: 'jwt' } };
  const addon = ace(app, { config: { ...config, descriptorTransformer: () => descriptor } });
  app.use(addon.middleware());
  app.get('/api/me', addon.checkValidToken(), (_request, response) => {
    for (const [name, value] of API_HEADERS) response.setHeader(name, value);
    response.json({ account: 'alice' });
  });
  const requests = fixture
    .contextTokens(ACCOUNTS)
    .map((token) => ({ path: '/api/me', authorization: `JWT ${token}` }));
  return { port: await listen(app), requests };
}

export const ACE_TARGETS: readonly Target[] = [
  {
    name: 'ACE, tenants in a Map',
    baseline: 'Express 4',
    start: async (fixture) => startAce(fixture, await inMemory()),
  },
  {
    name: 'ACE, tenants in Redis',
    baseline: 'Express 4',
    start: async (fixture) => startAce(fixture, await inRedis()),
  },
];
