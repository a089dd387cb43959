import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Change } from '../contract.ts';
import type { EntryWrite, StoreDriver, TenantPage, TenantWrite } from '../driver.ts';
import { toStoreError } from '../errors.ts';
import { connect } from './connect.ts';
import { followChanges, type ChangeReader } from './follow-changes.ts';
import { migrate } from './migrate.ts';
import { prepareStatements, SWEEP_SIZE, type Statements } from './statements.ts';
import { transact, tryQuietly, whenFree } from './transact.ts';

/** How often to look for other processes' changes. */
const POLL_INTERVAL_MS = 200;

interface Connection {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  readonly changes: ChangeReader;
  readonly poller: NodeJS.Timeout;
}

/** Talks to SQLite. Each write is one transaction, with its change in a table that the other processes read. */
export class SqliteDriver implements StoreDriver {
  readonly name = 'sqlite';
  readonly #target: string | DatabaseSync;
  #connection: Connection | undefined;

  constructor(target: string | DatabaseSync) {
    this.#target = target;
  }

  async open(emit: (change: Change) => void, signal: AbortSignal): Promise<void> {
    const database = await this.#connect(signal);
    try {
      await whenFree(signal, () => transact(database, () => migrate(database)));
      signal.throwIfAborted();
      const statements = prepareStatements(database);
      const changes = followChanges(statements, emit);
      const poller = setInterval(() => changes.poll(), POLL_INTERVAL_MS).unref();
      this.#connection = { database, statements, changes, poller };
    } catch (error) {
      if (database !== this.#target) database.close();
      throw error;
    }
  }

  async #connect(signal: AbortSignal): Promise<DatabaseSync> {
    const target = this.#target;
    if (typeof target !== 'string') return target;
    try {
      return await whenFree(signal, () => connect(target));
    } catch (error) {
      throw toStoreError(error, this.name, 'open', resolve(target));
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

  readEntries(
    keys: readonly string[],
    nowMs: number,
    signal: AbortSignal,
  ): Promise<readonly (string | undefined)[]> {
    return this.#read(signal, ({ readEntry }) =>
      keys.map((key) => {
        const row = readEntry.get(toBlob(key), nowMs);
        return row && fromBlob(row['value']);
      }),
    );
  }

  writeEntry(write: EntryWrite, nowMs: number, signal: AbortSignal): Promise<boolean> {
    const { key, value, expiresAtMs, expected, announce } = write;
    return this.#write(signal, ({ insertEntry, updateEntry, addChange }) => {
      const { changes } =
        expected === undefined
          ? insertEntry.run(toBlob(key), toBlob(value), expiresAtMs, nowMs)
          : updateEntry.run(toBlob(key), toBlob(value), expiresAtMs, nowMs, toBlob(expected));
      if (changes === 0) return false;
      if (announce) addChange.run(JSON.stringify({ kind: 'entry', key } satisfies Change));
      return true;
    });
  }

  sweep(nowMs: number, signal: AbortSignal): Promise<boolean> {
    return this.#write(signal, ({ sweepEntries, sweepChanges }) => {
      const [entries, changes] = [sweepEntries.run(nowMs), sweepChanges.run()];
      return Math.max(Number(entries.changes), Number(changes.changes)) === SWEEP_SIZE;
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
    tryQuietly(() => this.#connection?.changes.read());
    return result;
  }

  #connected(): Connection {
    if (!this.#connection) throw new Error('The connection was closed.');
    return this.#connection;
  }
}

function toBlob(text: string): Buffer {
  return Buffer.from(text);
}

function fromBlob(blob: unknown): string {
  return Buffer.from(blob as Uint8Array).toString();
}
