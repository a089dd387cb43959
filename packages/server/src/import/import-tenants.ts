import { isDeepStrictEqual } from 'node:util';
import { findKeyProblems } from '../check-options.ts';
import { ConfigurationError } from '../errors.ts';
import type { Store } from '../stores/contract.ts';
import { isInstallationId, isKey } from '../stores/records.ts';
import { changeRecord } from '../tenants/change-record.ts';
import { createSecretBox, type SecretBox } from '../tenants/secret-box.ts';
import { compare, readImportable, toRecord, type ImportStatus } from './judge.ts';
import type { SourceTenant, TenantSource } from './source.ts';

/** Options of `importTenants`. */
export interface ImportOptions {
  /** Where the tenants are now. It is only read. */
  readonly from: TenantSource;
  /** The store of the app on Authbeat. */
  readonly into: Store;
  /** The `key` of the app's descriptor. Tenants of other apps are left. */
  readonly appKey: string;
  /** The option `encryptionKeys` of the app. Defaults to none. */
  readonly encryptionKeys?: readonly string[];
  /** Whether to write. Defaults to `false`: the report then says what would be written. */
  readonly write?: boolean;
}

/** What an import did, or would do. It holds no secret. */
export interface ImportReport {
  /** Whether the tenants that are `new` or `changed` have been written. */
  readonly written: boolean;
  /** Every tenant of the source, in its order. */
  readonly tenants: readonly ImportedTenant[];
  /** Rows of the source that are no tenants: how many of each name. They are left. */
  readonly others: ReadonlyMap<string, number>;
}

/** One tenant of the source. */
export interface ImportedTenant {
  /** Empty when the row does not say. */
  readonly clientKey: string;
  /** Empty when the row does not say. */
  readonly baseUrl: string;
  readonly status: ImportStatus;
}

/**
 * Imports the tenants of an app that has used another library, so that no site has to install the app again. Repeat
 * it as often as you like: a tenant that has not changed is not written, and one of which Authbeat has processed an
 * `installed` or `uninstalled` call is never overwritten.
 *
 * @throws {ConfigurationError} with every mistake in the options
 * @throws {StoreError} when the store of Authbeat fails
 * @throws {Error} the driver's, when the source fails
 *
 * @example
 * ```ts
 * import { aceTable, importTenants, postgres } from '@authbeat/server/import';
 * import { sqliteStore } from '@authbeat/server/sqlite';
 * import pg from 'pg';
 *
 * const report = await importTenants({
 *   from: aceTable(postgres(new pg.Pool({ connectionString: process.env['ACE_DATABASE_URL'] }))),
 *   into: sqliteStore('authbeat.db'),
 *   appKey: 'my-app',
 *   write: true,
 * });
 * console.log(report.tenants.filter(({ status }) => status === 'new').length);
 * ```
 */
export async function importTenants(options: ImportOptions): Promise<ImportReport> {
  const { from, into, appKey, encryptionKeys = [], write = false } = options;
  requireOptions(options);
  const settings = { from: from.name, into, appKey, box: createSecretBox(encryptionKeys), write };
  const seen = new Set<string>();
  const tenants: ImportedTenant[] = [];
  for await (const tenant of from.tenants()) {
    const { clientKey, body } = tenant;
    const isDuplicate = clientKey !== '' && seen.has(clientKey);
    seen.add(clientKey);
    const status = isDuplicate ? 'duplicate' : await importTenant(tenant, settings);
    tenants.push({ clientKey, baseUrl: typeof body['baseUrl'] === 'string' ? body['baseUrl'] : '', status });
  }
  return { written: write, tenants, others: await from.others() };
}

interface ImportSettings extends Required<Omit<ImportOptions, 'from' | 'encryptionKeys'>> {
  readonly from: TenantSource['name'];
  readonly box: SecretBox;
}

async function importTenant(tenant: SourceTenant, settings: ImportSettings): Promise<ImportStatus> {
  const { into, box, write } = settings;
  if (!isKey(tenant.clientKey)) return 'unreadable';
  if (isInstallationId(tenant.clientKey)) return importInstallation(tenant, settings);
  const importable = readImportable(tenant, settings);
  if (typeof importable === 'string') return importable;
  if (!write) return compare(tenant, importable, await into.readTenant(tenant.clientKey), box);
  let status: ImportStatus = 'same';
  await changeRecord(into, tenant.clientKey, (kept) => {
    status = compare(tenant, importable, kept, box);
    return status === 'new' || status === 'changed' ? toRecord(tenant, importable, kept, settings) : kept;
  });
  return status;
}

/** An installation has no secret and no call of its own, so that the record that the store has always counts for more. */
async function importInstallation(
  { clientKey, record }: SourceTenant,
  { into, write }: ImportSettings,
): Promise<ImportStatus> {
  if (!record?.forge) return 'unreadable';
  const kept = await into.readTenant(clientKey);
  if (kept) return isDeepStrictEqual(kept.forge, record.forge) ? 'same' : 'own';
  if (write) await changeRecord(into, clientKey, (other) => other ?? { ...record, version: 0 });
  return 'new';
}

function requireOptions({ from, into, appKey, encryptionKeys = [] }: ImportOptions): void {
  const problems = [
    ...(typeof from?.tenants === 'function' ? [] : ['`from` must be a source, such as aceTable()']),
    ...(typeof into?.writeTenant === 'function' ? [] : ['`into` must be a store, such as sqliteStore()']),
    ...(typeof appKey === 'string' && appKey !== '' ? [] : ['`appKey` must be the key of the descriptor']),
    ...findKeyProblems('encryptionKeys', encryptionKeys, 0),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
}
