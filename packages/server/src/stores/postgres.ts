import type { Store } from './contract.ts';
import { createStore } from './create-store.ts';
import { PostgresDriver } from './postgres/driver.ts';
import type { PostgresPool } from './postgres/lease.ts';
import { resolveStoreOptions, type StoreOptions } from './store-options.ts';

export type { PostgresClient, PostgresPool, PostgresResult } from './postgres/lease.ts';

/** Options of `postgresStore`. */
export interface PostgresStoreOptions extends StoreOptions {
  /**
   * The schema of the tables: up to 48 lower-case letters, digits and `_`. `open` creates it if it is missing and
   * the role has the right. Defaults to `public`.
   */
  readonly schema?: string;
}

/**
 * Makes a store in PostgreSQL 13 or newer, for apps on several machines. While it is open, it keeps one connection
 * of the pool to listen for changes.
 *
 * @param pool a `pg.Pool` of at least two connections, with a `connectionTimeoutMillis`; the app ends it
 * @throws {ConfigurationError} with every mistake in the arguments
 *
 * @example
 * ```ts
 * import { postgresStore } from '@authbeat/server/postgres';
 * import pg from 'pg';
 *
 * const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], connectionTimeoutMillis: 2000 });
 * const store = postgresStore(pool);
 * ```
 */
export function postgresStore(pool: PostgresPool, options: PostgresStoreOptions = {}): Store {
  const { schema = 'public' } = options;
  const problems = [];
  if (typeof pool?.connect !== 'function') problems.push('pool must be a pg.Pool');
  else if (pool.options?.max === 1) problems.push('pool must have two connections or more: one listens');
  if (!/^[a-z_][a-z0-9_]{0,47}$/.test(schema)) {
    problems.push('schema must be up to 48 lower-case letters, digits and _');
  }
  const resolved = resolveStoreOptions('postgresStore', options, problems);
  return createStore(new PostgresDriver(pool, schema), resolved);
}
