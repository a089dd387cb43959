import type { DatabaseSync } from 'node:sqlite';
import type { Store } from './contract.ts';
import { createStore } from './create-store.ts';
import { SqliteDriver } from './sqlite/driver.ts';
export { readSqliteTenants } from './sqlite/read-tenants.ts';
import { resolveStoreOptions, type StoreOptions } from './store-options.ts';

/** Options of `sqliteStore`. `timeout` includes the wait for another process's lock. */
export type SqliteStoreOptions = StoreOptions;

/**
 * Makes a store in one SQLite file, for apps on one machine with any number of processes. A file that does not exist
 * is created, and only its owner can read it.
 *
 * @param database the path of the file; or a `DatabaseSync`, which nothing else uses and the app closes
 * @throws {ConfigurationError} with every mistake in the arguments
 *
 * @example
 * ```ts
 * import { sqliteStore } from '@authbeat/server/sqlite';
 *
 * const store = sqliteStore('authbeat.db');
 * ```
 */
export function sqliteStore(database: string | DatabaseSync, options: SqliteStoreOptions = {}): Store {
  const isUsable = typeof database === 'string' ? database !== '' : typeof database?.prepare === 'function';
  const problems = isUsable ? [] : ['database must be a path or a DatabaseSync'];
  return createStore(new SqliteDriver(database), resolveStoreOptions('sqliteStore', options, problems));
}
