import { AuthbeatError } from '@authbeat/core';

/** Why a store failed. Stable: code may switch on it. */
export type StoreErrorCode =
  | 'store_unavailable'
  | 'store_not_open'
  | 'store_argument_invalid'
  | 'store_record_invalid'
  | 'store_schema_newer'
  | 'store_evicts'
  | 'store_pooled';

const SENTENCES: Record<StoreErrorCode, string> = {
  store_unavailable: 'The store cannot be reached, or did not respond in time.',
  store_not_open: 'The store is closed. Call open() to use it again.',
  store_argument_invalid: 'An argument of the call is not valid.',
  store_record_invalid: 'A record in the store is damaged.',
  store_schema_newer: 'A newer version of Authbeat has migrated the database. Run that version.',
  store_evicts: 'The database evicts records when its memory is full. Set its policy to noeviction.',
  store_pooled:
    'LISTEN does not work on these connections. Connect to PostgreSQL directly, or let the pooler pool sessions instead of transactions.',
};

/** Why a SQLite file cannot be opened, by the code of the driver. */
const FILE_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist. Create the folder, or change the path.',
  ENOTDIR: 'a part of its path is not a folder. Change the path.',
  EISDIR: 'it is a folder. Give the path of a file.',
  EACCES: 'this process may not write it. Change its owner or its mode.',
  EROFS: 'its file system is read-only. Change the path.',
  SQLITE_26: 'it is not a SQLite database. Change the path.',
};

/** Which call failed. It holds names only: no keys, no records, no addresses of servers. */
export interface StoreErrorData {
  /** The name of the driver, such as `postgres`. */
  readonly store: string;
  /** The method of the store. */
  readonly operation: string;
  /** The argument that is not valid, with `store_argument_invalid`. */
  readonly argument?: string;
  /** The database's code, such as `ECONNREFUSED`, `28P01` or `NOAUTH`; `TIMEOUT` when it did not respond in time. */
  readonly driverCode?: string;
  /** The SQLite file that cannot be opened. */
  readonly path?: string;
}

/**
 * A store failed. Only the code of the database's error is kept, because its message may quote addresses, users and
 * rows.
 *
 * @example
 * ```ts
 * import { StoreError } from '@authbeat/server';
 * import { sqliteStore } from '@authbeat/server/sqlite';
 *
 * try {
 *   await sqliteStore('/no/such/folder/authbeat.db').open();
 * } catch (error) {
 *   if (error instanceof StoreError) console.log(error.code, error.data.driverCode); // store_unavailable ENOENT
 * }
 * ```
 */
export class StoreError extends AuthbeatError<StoreErrorCode> {
  readonly data: StoreErrorData;

  constructor(code: StoreErrorCode, data: StoreErrorData) {
    super(code, data.path === undefined ? SENTENCES[code] : describeFile(data.path, data.driverCode));
    this.data = data;
  }
}

/**
 * Makes a `StoreError` of any error.
 *
 * @param path of the file that cannot be opened
 */
export function toStoreError(error: unknown, store: string, operation: string, path?: string): StoreError {
  if (error instanceof StoreError) return error;
  const driverCode = readDriverCode(error);
  return new StoreError('store_unavailable', {
    store,
    operation,
    ...(driverCode && { driverCode }),
    ...(path !== undefined && { path }),
  });
}

function describeFile(path: string, driverCode = 'unknown'): string {
  return `The SQLite file ${path} cannot be opened: ${FILE_REASONS[driverCode] ?? `the code is ${driverCode}.`}`;
}

function readDriverCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (typeof errcode === 'number') return `SQLITE_${errcode}`;
  if (typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code)) return code;
  // The messages of Redis begin with a code.
  return /^[A-Z]{3,16}(?= )/.exec(error.message)?.[0];
}
