import type { Store } from '@authbeat/server/store';
import { CommandError } from '../command-error.ts';
import { readAddress, requireFile, type Address } from './address.ts';
import { CONNECT_TIMEOUT, connectIoredis, connectPostgres } from './connections.ts';

/** A store, and how to close it with its connection. */
export interface OpenedStore {
  readonly store: Store;
  readonly close: () => Promise<void>;
}

export interface OpenOptions {
  /** Whether the file of a SQLite store may be missing: `create` makes it, `empty` uses memory in its place. */
  readonly isNew?: 'create' | 'empty';
  /** How long a call may wait for the database, in seconds. Defaults to 30: a command has time. */
  readonly timeout?: number;
}

/**
 * Makes the store of an app on Authbeat. PostgreSQL needs the package `pg`, Redis the package `ioredis`.
 *
 * @param text a SQLite file, a `postgres://` or `redis://` URL, or `env:NAME`
 * @throws {CommandError} when there is no such store
 */
export async function openStore(text: string, options: OpenOptions = {}): Promise<OpenedStore> {
  const { store, close } = await makeStore(readAddress(text), options);
  return {
    store,
    async close() {
      await store.close();
      await close();
    },
  };
}

async function makeStore(
  { protocol, url }: Address,
  { isNew, timeout = 30 }: OpenOptions,
): Promise<{ store: Store; close: () => Promise<unknown> | void }> {
  if (protocol === 'postgres' || protocol === 'postgresql') {
    const { postgresStore } = await import('@authbeat/server/postgres');
    const { client, close } = await connectPostgres(url, Math.min(timeout, CONNECT_TIMEOUT));
    return { store: postgresStore(client, { timeout }), close };
  }
  if (protocol === 'redis' || protocol === 'rediss') {
    const { redisStore } = await import('@authbeat/server/redis');
    const { client, close } = await connectIoredis(url);
    return { store: redisStore(client, { timeout }), close };
  }
  if (protocol !== 'file')
    throw new CommandError('The store must be a SQLite file, or a postgres:// or redis:// URL.');
  const { existsSync } = await import('node:fs');
  if (isNew === 'empty' && !existsSync(url)) {
    const { memoryStore } = await import('@authbeat/server/memory');
    return { store: memoryStore(), close: () => {} };
  }
  const { sqliteStore } = await import('@authbeat/server/sqlite');
  return { store: sqliteStore(isNew === 'create' ? url : requireFile(url)), close: () => {} };
}
