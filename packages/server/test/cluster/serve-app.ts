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
import { listen, type Listening } from '../support/listen.ts';
import type { NodeSettings } from './settings.ts';

/** Serves the app of one node, on a store that it shares with others. */
export async function serveApp(settings: NodeSettings, now: () => number): Promise<Listening> {
  const { store, end } = createStore(settings);
  const authbeat = createAuthbeat({
    appKey: settings.appKey,
    baseUrl: settings.baseUrl,
    sessionKeys: [settings.sessionKey],
    installKeyServers: [settings.keyServer],
    ...(settings.staleWhileError !== undefined && { staleWhileError: settings.staleWhileError }),
    store,
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
  return {
    ...server,
    async close() {
      await authbeat.close();
      await end();
      await server.close();
    },
  };
}

interface OwnStore {
  readonly store: Store;
  /** Ends what belongs to the app, not to the store. */
  readonly end: () => unknown;
}

function createStore({ store, storeTimeout: timeout }: NodeSettings): OwnStore {
  switch (store.kind) {
    case 'sqlite':
      return { store: sqliteStore(store.path, { timeout }), end: () => undefined };
    case 'postgres': {
      const pool = new Pool({ ...store.config, connectionTimeoutMillis: timeout * 1000 });
      pool.on('error', () => {});
      return { store: postgresStore(pool, { timeout }), end: async () => pool.end() };
    }
    case 'redis': {
      const client = new Redis({ ...store.config, lazyConnect: true });
      client.on('error', () => {});
      return { store: redisStore(client, { timeout }), end: () => client.disconnect() };
    }
    default:
      return store satisfies never;
  }
}
