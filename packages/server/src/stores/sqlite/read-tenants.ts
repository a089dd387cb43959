import { DatabaseSync } from 'node:sqlite';
import type { TenantRecord } from '../contract.ts';
import { isTenant } from '../records.ts';

/**
 * Reads the tenants of a store without opening it as one: the file is neither created, migrated nor written. For
 * tools that look at the store of an app which may be running.
 *
 * @param path the file of a `sqliteStore`
 * @throws {Error} SQLite's, when there is no such file or it is not a store
 */
export function readSqliteTenants(path: string): readonly TenantRecord[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare('SELECT record FROM authbeat_tenants').all();
    return rows.map(({ record }): unknown => JSON.parse(String(record))).filter(isTenant);
  } finally {
    database.close();
  }
}
