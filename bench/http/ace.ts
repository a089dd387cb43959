import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import express from 'express';
import { createClient } from 'redis';
import { API_HEADERS, APP_KEY, BASE_URL, CLIENT_KEY, type Fixture } from '../fixture.ts';
import { ACCOUNTS, listen, type Target } from './target.ts';

const require = createRequire(import.meta.url);

interface Addon {
  /** The store. */
  readonly settings: AceStore;
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

/** ACE's default store. Its driver needs a native build, so it is measured only where `npm install --no-save sqlite3` was run. */
function inSqlite(driver: unknown): object {
  const file = join(mkdtempSync(join(tmpdir(), 'authbeat-bench-')), 'ace.db');
  return { adapter: 'sequelize', dialect: 'sqlite', storage: file, dialectModule: driver, logging: false };
}

function loadSqlite3(): unknown {
  try {
    return require('sqlite3');
  } catch {
    return undefined;
  }
}

/** A store of this file, under the name that ACE finds it by. */
function register(store: AceStore): object {
  loadAce().store.register('bench', () => store);
  return { adapter: 'bench' };
}

function loadAce(): Ace {
  return require('atlassian-connect-express') as Ace;
}

async function startAce(fixture: Fixture, store: object) {
  const { secret: sharedSecret } = fixture;
  const tenant = {
    clientKey: CLIENT_KEY,
    key: APP_KEY,
    sharedSecret,
    baseUrl: 'https://example.atlassian.net',
  };
  process.env['AC_LOCAL_BASE_URL'] = BASE_URL;
  const app = express();
  app.set('env', 'production');
  app.use(express.urlencoded({ extended: false }), express.json());
  const config = { production: { localBaseUrl: BASE_URL, port: '0', store } };
  const descriptor = { key: APP_KEY, baseUrl: BASE_URL, authentication: { type: 'jwt' } };
  const addon = loadAce()(app, { config: { ...config, descriptorTransformer: () => descriptor } });
  await addon.settings.set('clientInfo', tenant, CLIENT_KEY);
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

/** What ACE is compared with. */
const AUTHBEAT = 'Express 4 + Authbeat api()';

const sqlite3 = loadSqlite3();
const sqliteTarget: Target = {
  name: 'ACE, tenants in SQLite',
  baseline: AUTHBEAT,
  start: async (fixture) => startAce(fixture, inSqlite(sqlite3)),
};

export const ACE_TARGETS: readonly Target[] = [
  ...(sqlite3 === undefined ? [] : [sqliteTarget]),
  {
    name: 'ACE, tenants in a Map',
    baseline: AUTHBEAT,
    start: async (fixture) => startAce(fixture, register(await inMemory())),
  },
  {
    name: 'ACE, tenants in Redis',
    baseline: AUTHBEAT,
    start: async (fixture) => startAce(fixture, register(await inRedis())),
  },
];
