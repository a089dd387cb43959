import { Pool } from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { postgresStore } from '../../src/stores/postgres.ts';
import { describeStore, type Fault } from '../../src/testing/index.ts';
import { PATIENT } from './servers/patient.ts';
import { canStartPostgres, POSTGRES_LOGIN, startPostgres } from './servers/postgres.ts';
import { startProxy, type Proxy } from './servers/proxy.ts';
import type { Server } from './servers/server.ts';

describe.runIf(canStartPostgres)('with PostgreSQL', () => {
  let server: Server;
  let proxy: Proxy;
  beforeAll(async () => {
    server = await startPostgres();
    proxy = await startProxy({ host: '127.0.0.1', port: server.port });
  }, 60_000);
  afterAll(async () => {
    await proxy.close();
    await server.remove();
  });

  const create = (place: string, options: { now: () => number }) => {
    const pool = new Pool({ ...POSTGRES_LOGIN, port: proxy.port, connectionTimeoutMillis: 1000 });
    return {
      store: postgresStore(pool, { ...options, schema: place, timeout: 1000 }),
      dispose: async () => {
        // The pool would wait for ever for the goodbyes of connections that were swallowed.
        proxy.cut();
        proxy.restore();
        await pool.end();
      },
    };
  };
  const faults: Fault[] = [
    {
      name: 'is killed and started again',
      begin: async () => {
        await server.kill();
        return () => server.start();
      },
    },
    ...(['cut', 'hold', 'swallow'] as const).map((name) => ({
      name: `cannot be reached (${name})`,
      keepsConnections: name === 'hold',
      begin: async () => {
        proxy[name]();
        return async () => proxy.restore();
      },
    })),
  ];
  describeStore('postgresStore', { create, faults, patience: 10_000 }, PATIENT);
});
