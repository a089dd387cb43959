import type { Store } from '../stores/contract.ts';

/**
 * Exports all tenants as newline-delimited JSON, for `importTenants` with `jsonLines`. **The lines hold the shared
 * secrets**: sealed if the store has them sealed, as they are otherwise. Keep them as you keep the store.
 *
 * @returns one line for each tenant, without a line break
 * @throws {StoreError}
 *
 * @example
 * ```ts
 * import { open } from 'node:fs/promises';
 * import { exportTenants } from '@authbeat/server/import';
 * import { sqliteStore } from '@authbeat/server/sqlite';
 *
 * const file = await open('tenants.ndjson', 'wx', 0o600);
 * for await (const line of exportTenants(sqliteStore('authbeat.db'))) await file.write(`${line}\n`);
 * await file.close();
 * ```
 */
export async function* exportTenants(store: Store): AsyncGenerator<string, void> {
  for await (const tenant of store.listTenants()) yield JSON.stringify(tenant);
}
