import { AuthbeatError } from '@authbeat/core';

/** What is wrong with a store, or with what was asked of it. Stable: code may switch on it. */
export type StoreErrorCode =
  | 'store_unavailable'
  | 'store_not_open'
  | 'store_argument_invalid'
  | 'store_record_invalid'
  | 'store_schema_newer'
  | 'store_evicts';

const SENTENCES: Record<StoreErrorCode, string> = {
  store_unavailable: 'The store cannot be reached, or did not answer in time.',
  store_not_open: 'The store is used before open() or after close().',
  store_argument_invalid: 'An argument has a form that stores do not take.',
  store_record_invalid: 'A record in the store is damaged.',
  store_schema_newer: 'The database was migrated by a newer version of Authbeat.',
  store_evicts: 'The database evicts records when its memory is full.',
};

/** Where a store failed. Names only: no keys, no records, no addresses. */
export interface StoreErrorData {
  /** Such as `postgres`. */
  readonly store: string;
  /** The method of the store. */
  readonly operation: string;
  /** The argument concerned, for `store_argument_invalid`. */
  readonly argument?: string;
  /** The driver's own code, such as `ECONNREFUSED`, `28P01` or `NOAUTH`; `TIMEOUT` if nothing came in time. */
  readonly driverCode?: string;
}

/**
 * A store could not do what it was asked. The driver's error is left out on purpose, save for its code: its
 * message may quote addresses, users and rows.
 *
 * @example
 * ```ts
 * import { StoreError } from '@authbeat/server';
 * import { memoryStore } from '@authbeat/server/memory';
 *
 * try {
 *   await memoryStore().readTenant('a-client-key');
 * } catch (error) {
 *   if (error instanceof StoreError) console.log(error.code); // store_not_open
 * }
 * ```
 */
export class StoreError extends AuthbeatError<StoreErrorCode> {
  readonly data: StoreErrorData;

  constructor(code: StoreErrorCode, data: StoreErrorData) {
    super(code, SENTENCES[code]);
    this.data = data;
  }
}

/** Turns whatever a driver threw into a `StoreError`. */
export function toStoreError(error: unknown, store: string, operation: string): StoreError {
  if (error instanceof StoreError) return error;
  const driverCode = readDriverCode(error);
  return new StoreError('store_unavailable', { store, operation, ...(driverCode && { driverCode }) });
}

function readDriverCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (typeof errcode === 'number') return `SQLITE_${errcode}`;
  if (typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code)) return code;
  // Redis begins a reply with its code.
  return /^[A-Z]{3,16}(?= )/.exec(error.message)?.[0];
}
