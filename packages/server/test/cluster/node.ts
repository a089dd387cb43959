/* One node of an app: a process with a server of its own, on a store that it shares with others. */
import { createServer } from 'node:http';
import express from 'express';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { toExpress } from '../../src/adapters/express.ts';
import { createAuthbeat, type Store } from '../../src/index.ts';
import { postgresStore } from '../../src/stores/postgres.ts';
import { redisStore } from '../../src/stores/redis.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { eventually } from '../../src/testing/stores/helpers.ts';
import { listen } from '../support/listen.ts';
import type { NodeMessage, NodeSettings, StoreSettings } from './settings.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as NodeSettings;

let clockAheadMs = 0;
const now = (): number => Date.now() + clockAheadMs;
process.on('message', (message: NodeMessage) => {
  ({ clockAheadMs } = message);
});

function createStore(store: StoreSettings): Store {
  switch (store.kind) {
    case 'sqlite':
      return sqliteStore(store.path);
    case 'postgres': {
      const pool = new Pool({ ...store.config, connectionTimeoutMillis: 1000 });
      pool.on('error', () => {});
      return postgresStore(pool, { timeout: 1 });
    }
    case 'redis': {
      const client = new Redis({ ...store.config, lazyConnect: true });
      client.on('error', () => {});
      return redisStore(client, { timeout: 1 });
    }
    default:
      return store satisfies never;
  }
}

const authbeat = createAuthbeat({
  appKey: settings.appKey,
  baseUrl: settings.baseUrl,
  sessionKeys: [settings.sessionKey],
  installKeyServers: [settings.keyServer],
  ...(settings.staleWhileError !== undefined && { staleWhileError: settings.staleWhileError }),
  store: createStore(settings.store),
  // The load comes from one account, as fast as it can.
  limits: false,
  now,
});
const { endpoints, page, api, webhook } = toExpress(authbeat);
const app = express();
app.use(endpoints());
app.get('/foo.html', page(), (_request, response) => void response.send('content of the app'));
app.use('/api', api(), (_request, response) => void response.json({ pid: process.pid }));
app.post('/hooks/issue', webhook(), (_request, response) => void response.json({ pid: process.pid }));
// A busy machine may need more than one attempt.
await eventually(async () => authbeat.open(), 30);
const server = await listen(createServer(app));
process.send?.(server.origin);
process.on('disconnect', () => process.exit());
