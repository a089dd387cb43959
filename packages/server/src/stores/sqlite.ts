import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import type { Backend, TenantPage, TenantWrite } from './backend.ts';
import { buildStore, type StoreOptions } from './build.ts';
import { checkOptions } from './check-options.ts';
import type { Change, Revocation, Store } from './contract.ts';
import { connect } from './sqlite/connect.ts';
import { followChanges, type ChangeReader } from './sqlite/follow-changes.ts';
import { migrate } from './sqlite/migrate.ts';
import { prepareStatements, type Statements } from './sqlite/statements.ts';

/** How often another process's changes are looked for, in milliseconds. */
const POLL_INTERVAL = 200;
/** What SQLite says while another process writes. */
const SQLITE_BUSY = 5;

/** Options of `sqliteStore`. */
export type SqliteStoreOptions = StoreOptions;

/**
 * A store in one SQLite file: for apps on one machine, with as many processes as it has. A file that does
 * not exist is created, readable for its owner alone.
 *
 * @param database the file's path, or a `DatabaseSync` that is used for nothing else and that you close
 * @param options `timeout` is how long to wait while another process writes
 * @throws {ConfigurationError} at once, if an option cannot be used
 *
 * @example
 * ```ts
 * import { sqliteStore } from '@authbeat/server/sqlite';
 *
 * const store = sqliteStore('authbeat.db');
 * await store.open();
 * ```
 */
export function sqliteStore(database: string | DatabaseSync, options: SqliteStoreOptions = {}): Store {
  const isUsable = typeof database === 'string' ? database !== '' : typeof database?.prepare === 'function';
  checkOptions('sqliteStore', options, isUsable ? [] : ['database must be a path or a DatabaseSync']);
  return buildStore(new SqliteBackend(database), options);
}

interface Connection {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  readonly changes: ChangeReader;
  readonly poller: NodeJS.Timeout;
}

class SqliteBackend implements Backend {
  readonly name = 'sqlite';
  readonly #target: string | DatabaseSync;
  #connection: Connection | undefined;

  constructor(target: string | DatabaseSync) {
    this.#target = target;
  }

  async open(emit: (change: Change) => void, signal: AbortSignal): Promise<void> {
    const database = await whenFree(signal, () =>
      typeof this.#target === 'string' ? connect(this.#target) : this.#target,
    );
    try {
      await whenFree(signal, () => transact(database, () => migrate(database)));
      signal.throwIfAborted();
      const statements = prepareStatements(database);
      const changes = followChanges(statements, emit);
      const poller = setInterval(() => attempt(() => changes.poll()), POLL_INTERVAL).unref();
      this.#connection = { database, statements, changes, poller };
    } catch (error) {
      if (database !== this.#target) database.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    clearInterval(connection?.poller);
    if (connection && connection.database !== this.#target) connection.database.close();
  }

  readTenant(clientKey: string, signal: AbortSignal): Promise<string | undefined> {
    return this.#read(signal, ({ readTenant }) => {
      const row = readTenant.get(toBlob(clientKey));
      return row && String(row['record']);
    });
  }

  writeTenant({ clientKey, version, expected, json }: TenantWrite, signal: AbortSignal): Promise<boolean> {
    return this.#write(signal, ({ insertTenant, updateTenant, addChange }) => {
      const { changes } =
        expected === 0
          ? insertTenant.run(toBlob(clientKey), version, json)
          : updateTenant.run(toBlob(clientKey), version, json, expected);
      if (changes === 0) return false;
      addChange.run(JSON.stringify({ kind: 'tenant', clientKey } satisfies Change));
      return true;
    });
  }

  readTenants(after: string | undefined, signal: AbortSignal): Promise<TenantPage> {
    return this.#read(signal, ({ readTenants }) => {
      const rows = readTenants.all(after === undefined ? null : Buffer.from(after, 'hex'));
      const last = rows.at(-1)?.['client_key'];
      const records = rows.map((row) => String(row['record']));
      return last instanceof Uint8Array ? { records, next: Buffer.from(last).toString('hex') } : { records };
    });
  }

  consumeOnce(key: string, until: number, now: number, signal: AbortSignal): Promise<boolean> {
    return this.#write(signal, ({ consume }) => consume.run(toBlob(key), until, now).changes === 1);
  }

  revoke(revocation: Revocation, signal: AbortSignal): Promise<void> {
    return this.#write(signal, ({ revoke, addChange }) => {
      revoke.run(toBlob(revocation.subject), revocation.before, revocation.until);
      addChange.run(JSON.stringify({ kind: 'revocation', revocation } satisfies Change));
    });
  }

  readRevocations(now: number, signal: AbortSignal): Promise<readonly Revocation[]> {
    return this.#read(signal, ({ readRevocations }) =>
      readRevocations.all(now).map(({ subject, before, until }) => ({
        subject: Buffer.from(subject as Uint8Array).toString(),
        before: Number(before),
        until: Number(until),
      })),
    );
  }

  sweep(now: number, signal: AbortSignal): Promise<void> {
    return this.#write(signal, ({ sweepConsumed, sweepRevocations, sweepChanges }) => {
      sweepConsumed.run(now);
      sweepRevocations.run(now);
      sweepChanges.run();
    });
  }

  #read<T>(signal: AbortSignal, work: (statements: Statements) => T): Promise<T> {
    return whenFree(signal, () => work(this.#connected().statements));
  }

  async #write<T>(signal: AbortSignal, work: (statements: Statements) => T): Promise<T> {
    const result = await whenFree(signal, () => {
      const { database, statements } = this.#connected();
      return transact(database, () => work(statements));
    });
    attempt(() => this.#connection?.changes.read());
    return result;
  }

  #connected(): Connection {
    if (!this.#connection) throw new Error('The connection was closed.');
    return this.#connection;
  }
}

/** Tries again while another process holds the lock, without blocking this one meanwhile. */
async function whenFree<T>(signal: AbortSignal, work: () => T): Promise<T> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || signal.aborted) throw error;
      await delay(1 + Math.random() * 9);
    }
  }
}

/** Takes the write lock first: a lock that is asked for half-way could only be refused. */
function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    attempt(() => database.exec('ROLLBACK'));
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' && (errcode & 0xff) === SQLITE_BUSY;
}

/** For what may fail now and is tried again soon. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // The next poll reads what this one could not.
  }
}

function toBlob(key: string): Buffer {
  return Buffer.from(key);
}
