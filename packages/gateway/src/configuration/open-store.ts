import type { Store } from '@authbeat/server';
import { GatewayError } from '../errors.ts';

/** A store, and what ends the connection that was opened for it. */
export interface OpenedStore {
  readonly store: Store;
  readonly close: () => Promise<void>;
}

/**
 * Makes a store of its URL. PostgreSQL needs the package `pg`, Redis the package `ioredis`.
 *
 * @throws {GatewayError} for another kind of URL, and when a package is missing
 */
export async function openStore(url: string): Promise<OpenedStore> {
  const [scheme = ''] = url.split(':');
  switch (scheme) {
    case 'sqlite': {
      const { sqliteStore } = await import('@authbeat/server/sqlite');
      return { store: sqliteStore(url.slice('sqlite:'.length)), close: async () => undefined };
    }
    case 'postgres':
    case 'postgresql': {
      const { postgresStore } = await import('@authbeat/server/postgres');
      const { default: pg } = await load('pg', async () => import('pg'));
      const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 2000 });
      return { store: postgresStore(pool), close: async () => pool.end() };
    }
    case 'redis':
    case 'rediss': {
      const { redisStore } = await import('@authbeat/server/redis');
      const { Redis } = await load('ioredis', async () => import('ioredis'));
      const client = new Redis(url);
      return { store: redisStore(client), close: async () => client.disconnect() };
    }
    default:
      // The URL may hold a password: it is not repeated.
      throw new GatewayError(['`AUTHBEAT_STORE` must be `sqlite:<path>`, `postgres://…` or `redis://…`']);
  }
}

async function load<Module>(name: string, importModule: () => Promise<Module>): Promise<Module> {
  try {
    return await importModule();
  } catch (cause) {
    throw new GatewayError([`the store needs the package \`${name}\`: install it beside authbeat`], {
      cause,
    });
  }
}
