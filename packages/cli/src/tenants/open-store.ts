import type { Store } from '@authbeat/server/store';
import { CommandError } from '../command-error.ts';
import { readAddress, requireFile } from './address.ts';
import { connectIoredis, connectPostgres } from './connections.ts';

/** A store, and how to close it with its connection. */
export interface OpenedStore {
  readonly store: Store;
  readonly close: () => Promise<void>;
}

/**
 * Opens the store of an app on Authbeat.
 *
 * @param isNew whether the file of a SQLite store may be missing: `create` makes it, `empty` uses memory in its place
 * @throws {CommandError} when there is no such store
 */
export async function openStore(text: string, isNew?: 'create' | 'empty'): Promise<OpenedStore> {
  const { protocol, url } = readAddress(text);
  const { store, close } = await makeStore(protocol, url, isNew);
  return {
    store,
    async close() {
      await store.close();
      await close();
    },
  };
}

async function makeStore(
  protocol: string,
  url: string,
  isNew: 'create' | 'empty' | undefined,
): Promise<{ store: Store; close: () => Promise<unknown> | void }> {
  if (protocol === 'postgres' || protocol === 'postgresql') {
    const { postgresStore } = await import('@authbeat/server/postgres');
    const { client, close } = await connectPostgres(url);
    return { store: postgresStore(client, { timeout: 30 }), close };
  }
  if (protocol === 'redis' || protocol === 'rediss') {
    const { redisStore } = await import('@authbeat/server/redis');
    const { client, close } = await connectIoredis(url);
    return { store: redisStore(client, { timeout: 30 }), close };
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
