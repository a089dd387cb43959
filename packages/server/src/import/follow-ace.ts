import { findKeyProblems } from '../check-options.ts';
import { ConfigurationError } from '../errors.ts';
import type { Store, TenantRecord } from '../stores/contract.ts';
import { StoreError, toStoreError } from '../stores/errors.ts';
import { isInstallationId } from '../stores/records.ts';
import { waitAtMost } from '../stores/wait.ts';
import { createSecretBox, type SecretBox } from '../tenants/secret-box.ts';
import { merge } from './ace/merge.ts';
import { GONE, hashOfRecord, readRow, toClientInfo, type AceRow, type RowOptions } from './ace/row.ts';
import type { AceStore } from './source.ts';

/** Options of `followAce`. */
export interface FollowOptions {
  /** The option `appKey` of the app. Rows of other apps are neither read nor written. */
  readonly appKey: string;
  /** The option `encryptionKeys` of the app. Defaults to none. Secrets in the rows are never sealed. */
  readonly encryptionKeys?: readonly string[];
  /** How long a call may wait for the store of atlassian-connect-express, in seconds. Defaults to 2. */
  readonly timeout?: number;
}

/** How many rows a record lists as replaced. */
const MAX_REPLACED = 8;
/** How often two nodes may get in each other's way at one tenant. */
const MAX_ATTEMPTS = 5;

/**
 * Makes a store that reads through to the store of atlassian-connect-express, for a rollout in which nodes of both
 * releases run side by side and each can be rolled back without a re-install. An uninstall or a new secret that either
 * of them has processed counts here within 2 seconds. Rows are read again, not copied. They are written only for
 * lifecycle calls that Authbeat has verified: an install replaces `clientInfo`, an uninstall removes it.
 *
 * While it follows, every node reads tenants and revocations again after one second. Replace it by `own` when the last
 * node of the old release is gone, after an import.
 *
 * @param ace the store of atlassian-connect-express, such as `aceTable()`
 * @param own the store of the app on Authbeat
 * @throws {ConfigurationError} with every mistake in the arguments
 *
 * @example
 * ```ts
 * import { createAuthbeat } from '@authbeat/server';
 * import { aceTable, followAce, postgres } from '@authbeat/server/import';
 * import { postgresStore } from '@authbeat/server/postgres';
 * import pg from 'pg';
 *
 * const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], connectionTimeoutMillis: 2000 });
 * const authbeat = createAuthbeat({
 *   appKey: 'my-app',
 *   baseUrl: 'https://my-app.example.com',
 *   sessionKeys: [process.env['SESSION_KEY']],
 *   store: followAce(aceTable(postgres(pool)), postgresStore(pool), { appKey: 'my-app' }),
 *   lifecyclePaths: { installed: '/installed', uninstalled: '/uninstalled' },
 * });
 * ```
 */
export function followAce(ace: AceStore, own: Store, options: FollowOptions): Store {
  requireArguments(ace, own, options);
  const { appKey, encryptionKeys = [], timeout = 2 } = options;
  return createFollowing({
    ace,
    own,
    appKey,
    box: createSecretBox(encryptionKeys),
    timeoutMs: timeout * 1000,
  });
}

interface Following extends RowOptions {
  readonly ace: AceStore;
  readonly own: Store;
  readonly timeoutMs: number;
}

function createFollowing(following: Following): Store {
  const { ace, own, box } = following;
  return {
    open: async () => own.open(),
    close: async () => own.close(),
    async readTenant(clientKey) {
      if (isInstallationId(clientKey)) return own.readTenant(clientKey);
      const [record, row] = await Promise.all([own.readTenant(clientKey), findRow(following, clientKey)]);
      // A write to the other store that failed is repeated. Its errors show at the next lifecycle call.
      if (record && isBehind(record, row, box)) settle(following, clientKey).catch(() => {});
      return merge(clientKey, record, row);
    },
    async writeTenant(tenant, expected) {
      if (isInstallationId(tenant.clientKey)) return own.writeTenant(tenant, expected);
      const row = await findRow(following, tenant.clientKey);
      if (!(await own.writeTenant(prepare(tenant, row, box), expected))) return false;
      await settle(following, tenant.clientKey);
      return true;
    },
    async *listTenants() {
      const listed = new Set<string>();
      for await (const record of own.listTenants()) {
        const { clientKey } = record;
        listed.add(clientKey);
        if (isInstallationId(clientKey)) yield record;
        else yield merge(clientKey, record, await findRow(following, clientKey)) ?? record;
      }
      for await (const tenant of ace.tenants()) {
        const record = merge(tenant.clientKey, undefined, readRow(tenant, following));
        if (record && !isInstallationId(tenant.clientKey) && !listed.has(tenant.clientKey)) yield record;
        listed.add(tenant.clientKey);
      }
    },
    readEntries: async (keys) => own.readEntries(keys),
    writeEntry: async (entry, expected) => own.writeEntry(entry, expected),
    consumeOnce: async (key, expiresAtMs) => own.consumeOnce(key, expiresAtMs),
    /** Nothing reports the writes of atlassian-connect-express, so listeners never learn that they have missed none. */
    watch(listener) {
      const end = own.watch((change) => {
        listener(change);
        if (change.kind === 'gap') listener({ kind: 'lost' });
      });
      listener({ kind: 'lost' });
      return end;
    },
  };
}

/** The record as it is stored: sealed, and with the rows that it replaces. */
function prepare(tenant: TenantRecord, row: AceRow, box: SecretBox): TenantRecord {
  const { clientKey, secret, previousSecret } = tenant;
  const seal = (kept: string): string =>
    kept === '' || box.isCurrent(kept) ? kept : box.seal(box.unseal(kept, clientKey), clientKey);
  const sealed = {
    ...tenant,
    secret: seal(secret),
    ...(previousSecret && { previousSecret: { ...previousSecret, secret: seal(previousSecret.secret) } }),
  };
  if (tenant.imported) return sealed;
  const seen = row.state === 'unusable' ? [] : [row.hash];
  const replaced = new Set([...(tenant.replacedRows ?? []), ...seen, hashOfRecord(tenant, box)]);
  return { ...sealed, replacedRows: [...replaced].slice(-MAX_REPLACED) };
}

/** Does the row say what this record has replaced, and not yet what the record says? */
function isBehind(record: TenantRecord, row: AceRow, box: SecretBox): boolean {
  const { replacedRows } = record;
  if (!replacedRows || row.state === 'unusable') return false;
  return replacedRows.includes(row.hash) && row.hash !== hashOfRecord(record, box);
}

/** Brings the row of a tenant in line with its record, whatever other nodes do at the same time. */
async function settle(following: Following, clientKey: string): Promise<void> {
  const { own, box } = following;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const record = await own.readTenant(clientKey);
    if (!record?.replacedRows) return;
    const row = await findRow(following, clientKey);
    if (isBehind(record, row, box)) await writeRow(following, record, row);
    // From now on a missing row is an uninstall that the other release has processed.
    const replacedRows = record.installed
      ? record.replacedRows.filter((hash) => hash !== GONE)
      : record.replacedRows;
    const isSettled = replacedRows.length === record.replacedRows.length;
    const { version } = record;
    if (isSettled && (await own.readTenant(clientKey))?.version === version) return;
    if (!isSettled && (await own.writeTenant({ ...record, replacedRows, version: version + 1 }, version)))
      return;
  }
  throw new StoreError('store_unavailable', { store: 'ace', operation: 'writeTenant' });
}

async function findRow(following: Following, clientKey: string): Promise<AceRow> {
  const { ace } = following;
  const tenant = await bound(following, 'readTenant', async () => ace.read(clientKey));
  return readRow(tenant, following);
}

async function writeRow(following: Following, record: TenantRecord, row: AceRow): Promise<void> {
  const { ace } = following;
  const { clientKey, installed } = record;
  await bound(following, 'writeTenant', async () =>
    installed ? ace.write(clientKey, toClientInfo(record, row, following)) : ace.remove(clientKey),
  );
}

/** @throws {StoreError} the only kind of error that the server expects of a store */
async function bound<T>({ timeoutMs }: Following, operation: string, work: () => Promise<T>): Promise<T> {
  try {
    return await waitAtMost(timeoutMs, work);
  } catch (error) {
    throw toStoreError(error, 'ace', operation);
  }
}

function requireArguments(ace: AceStore, own: Store, options: FollowOptions): void {
  const { appKey, encryptionKeys = [], timeout = 2 } = options ?? {};
  const problems = [
    ...(typeof ace?.read === 'function' ? [] : ['`ace` must be a store such as aceTable()']),
    ...(typeof own?.writeTenant === 'function' ? [] : ['`own` must be a store, such as postgresStore()']),
    ...(typeof appKey === 'string' && appKey !== '' ? [] : ['`appKey` must be the key of the descriptor']),
    ...findKeyProblems('encryptionKeys', encryptionKeys, 0),
    ...(timeout > 0 && timeout <= 60 ? [] : ['`timeout` must be a number of seconds above 0, up to 60']),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
}
