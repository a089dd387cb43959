import type { Change } from '../contract.ts';
import type { EntryWrite, StoreDriver, Subscribe, TenantPage, TenantWrite } from '../driver.ts';
import { withClient, type PostgresPool } from './lease.ts';
import { listenTo } from './listen.ts';
import { migrate } from './migrate.ts';
import { SWEEP_SIZE, writeStatements } from './statements.ts';

/** Talks to PostgreSQL. Every statement is atomic by itself. */
export class PostgresDriver implements StoreDriver {
  readonly name = 'postgres';
  readonly #pool: PostgresPool;
  readonly #schema: string;
  readonly #channel: string;
  readonly #statements: ReturnType<typeof writeStatements>;
  readonly subscribe: Subscribe;

  constructor(pool: PostgresPool, schema: string) {
    this.#pool = pool;
    this.#schema = schema;
    this.#channel = `authbeat_${schema}`;
    this.#statements = writeStatements(schema);
    this.subscribe = listenTo(pool, this.#channel);
  }

  async open(_emit: (change: Change) => void, signal: AbortSignal): Promise<void> {
    await withClient(this.#pool, signal, (client) => migrate(client, this.#schema));
  }

  /** The pool is the app's to end. */
  async close(): Promise<void> {}

  async readTenant(clientKey: string, signal: AbortSignal): Promise<string | undefined> {
    const [row] = await this.#query(signal, this.#statements.readTenant, [toBytes(clientKey)]);
    return row && String(row['record']);
  }

  async writeTenant(write: TenantWrite, signal: AbortSignal): Promise<boolean> {
    const { clientKey, version, expected, json } = write;
    const change = JSON.stringify({ kind: 'tenant', clientKey } satisfies Change);
    const values = [toBytes(clientKey), version, json, this.#channel, change];
    const rows =
      expected === 0
        ? await this.#query(signal, this.#statements.insertTenant, values)
        : await this.#query(signal, this.#statements.updateTenant, [...values, expected]);
    return rows.length === 1;
  }

  async readTenants(after: string | undefined, signal: AbortSignal): Promise<TenantPage> {
    const rows = await this.#query(signal, this.#statements.readTenants, [after ?? null]);
    const records = rows.map((row) => String(row['record']));
    const last = rows.at(-1);
    return last ? { records, next: String(last['position']) } : { records };
  }

  async readEntries(
    keys: readonly string[],
    nowMs: number,
    signal: AbortSignal,
  ): Promise<readonly (string | undefined)[]> {
    const values = [keys.map((key) => toBytes(key).toString('hex')), nowMs];
    const rows = await this.#query(signal, this.#statements.readEntries, values);
    const found = new Map(rows.map((row) => [fromHex(row['key']), fromHex(row['value'])]));
    return keys.map((key) => found.get(key));
  }

  async writeEntry(write: EntryWrite, nowMs: number, signal: AbortSignal): Promise<boolean> {
    const { key, value, expiresAtMs, expected, announce } = write;
    const change = announce ? JSON.stringify({ kind: 'entry', key } satisfies Change) : null;
    const values = [toBytes(key), toBytes(value), expiresAtMs, nowMs, this.#channel, change];
    const rows =
      expected === undefined
        ? await this.#query(signal, this.#statements.insertEntry, values)
        : await this.#query(signal, this.#statements.updateEntry, [...values, toBytes(expected)]);
    return rows.length === 1;
  }

  async sweep(nowMs: number, signal: AbortSignal): Promise<boolean> {
    const [row] = await this.#query(signal, this.#statements.sweep, [nowMs]);
    return Number(row?.['swept']) === SWEEP_SIZE;
  }

  async readClock(signal: AbortSignal): Promise<number> {
    const [row] = await this.#query(signal, this.#statements.readClock, []);
    return Number(row?.['now_ms']);
  }

  #query(signal: AbortSignal, text: string, values: unknown[]): Promise<Record<string, unknown>[]> {
    return withClient(this.#pool, signal, async (client) => {
      const { rows } = await client.query(text, values);
      return rows as Record<string, unknown>[];
    });
  }
}

/** Keys and values are stored as bytes: a text of PostgreSQL cannot hold a NUL. */
function toBytes(text: string): Buffer {
  return Buffer.from(text);
}

function fromHex(hex: unknown): string {
  return Buffer.from(String(hex), 'hex').toString();
}
