import type { Change, Revocation } from '../contract.ts';
import type { StoreDriver, Subscribe, TenantPage, TenantWrite } from '../driver.ts';
import { withClient, type PostgresPool } from './lease.ts';
import { listenTo } from './listen.ts';
import { migrate } from './migrate.ts';
import { writeStatements } from './statements.ts';

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

  async consumeOnce(key: string, expiresAtMs: number, nowMs: number, signal: AbortSignal): Promise<boolean> {
    const rows = await this.#query(signal, this.#statements.consume, [toBytes(key), expiresAtMs, nowMs]);
    return rows.length === 1;
  }

  async revoke(revocation: Revocation, signal: AbortSignal): Promise<void> {
    const { subject, beforeMs, expiresAtMs } = revocation;
    const change = JSON.stringify({ kind: 'revocation', revocation } satisfies Change);
    const values = [toBytes(subject), beforeMs, expiresAtMs, this.#channel, change];
    await this.#query(signal, this.#statements.revoke, values);
  }

  async readRevocations(nowMs: number, signal: AbortSignal): Promise<readonly Revocation[]> {
    const rows = await this.#query(signal, this.#statements.readRevocations, [nowMs]);
    return rows.map((row) => ({
      subject: Buffer.from(String(row['subject']), 'hex').toString(),
      beforeMs: Number(row['before_ms']),
      expiresAtMs: Number(row['expires_at_ms']),
    }));
  }

  async sweep(nowMs: number, signal: AbortSignal): Promise<void> {
    await this.#query(signal, this.#statements.sweepConsumed, [nowMs]);
    await this.#query(signal, this.#statements.sweepRevocations, [nowMs]);
  }

  #query(signal: AbortSignal, text: string, values: unknown[]): Promise<Record<string, unknown>[]> {
    return withClient(this.#pool, signal, async (client) => {
      const { rows } = await client.query(text, values);
      return rows as Record<string, unknown>[];
    });
  }
}

/** Keys are stored as bytes: a text of PostgreSQL cannot hold a NUL. */
function toBytes(key: string): Buffer {
  return Buffer.from(key);
}
