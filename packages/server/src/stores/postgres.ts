import type { Backend, TenantPage, TenantWrite } from './backend.ts';
import { buildStore, DEFAULT_TIMEOUT, type StoreOptions } from './build.ts';
import { checkOptions } from './check-options.ts';
import type { Change, Revocation, Store } from './contract.ts';
import { keepSubscribed } from './keep-subscribed.ts';
import { withClient, type PostgresPool } from './postgres/lease.ts';
import { listenTo } from './postgres/listen.ts';
import { migrate } from './postgres/migrate.ts';
import { writeStatements } from './postgres/statements.ts';

export type { PostgresClient, PostgresPool, PostgresResult } from './postgres/lease.ts';

/** Options of `postgresStore`. */
export interface PostgresStoreOptions extends StoreOptions {
  /**
   * The schema of the tables: lower-case letters, digits and `_`, up to 48. Created if it is missing and the
   * role may. Defaults to `public`.
   */
  readonly schema?: string;
}

/**
 * A store in PostgreSQL, 13 or newer: for apps on several machines. One connection of the pool is kept to listen
 * to other nodes.
 *
 * @param pool a `pg.Pool` of at least two connections, with a `connectionTimeoutMillis`; you end it
 * @throws {ConfigurationError} at once, if an option cannot be used
 *
 * @example
 * ```ts
 * import { postgresStore } from '@authbeat/server/postgres';
 * import pg from 'pg';
 *
 * const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], connectionTimeoutMillis: 2000 });
 * const store = postgresStore(pool);
 * ```
 */
export function postgresStore(pool: PostgresPool, options: PostgresStoreOptions = {}): Store {
  const { schema = 'public', timeout = DEFAULT_TIMEOUT } = options;
  const problems = [];
  if (typeof pool?.connect !== 'function') problems.push('pool must be a pg.Pool');
  else if (pool.options?.max === 1) problems.push('pool must have two connections or more: one listens');
  if (!/^[a-z_][a-z0-9_]{0,47}$/.test(schema)) {
    problems.push('schema must be up to 48 lower-case letters, digits and _');
  }
  checkOptions('postgresStore', options, problems);
  return buildStore(new PostgresBackend(pool, schema, timeout), options);
}

class PostgresBackend implements Backend {
  readonly name = 'postgres';
  readonly #pool: PostgresPool;
  readonly #schema: string;
  readonly #channel: string;
  readonly #timeout: number;
  readonly #statements: ReturnType<typeof writeStatements>;
  #stopListening: () => void = () => {};

  constructor(pool: PostgresPool, schema: string, timeout: number) {
    this.#pool = pool;
    this.#schema = schema;
    this.#channel = `authbeat_${schema}`;
    this.#timeout = timeout;
    this.#statements = writeStatements(schema);
  }

  async open(emit: (change: Change) => void, signal: AbortSignal): Promise<void> {
    await withClient(this.#pool, signal, (client) => migrate(client, this.#schema));
    const subscribe = listenTo(this.#pool, this.#channel);
    this.#stopListening = await keepSubscribed(subscribe, emit, this.#timeout, signal);
  }

  async close(): Promise<void> {
    this.#stopListening();
  }

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

  async consumeOnce(key: string, until: number, now: number, signal: AbortSignal): Promise<boolean> {
    const rows = await this.#query(signal, this.#statements.consume, [toBytes(key), until, now]);
    return rows.length === 1;
  }

  async revoke(revocation: Revocation, signal: AbortSignal): Promise<void> {
    const { subject, before, until } = revocation;
    const change = JSON.stringify({ kind: 'revocation', revocation } satisfies Change);
    const values = [toBytes(subject), before, until, this.#channel, change];
    await this.#query(signal, this.#statements.revoke, values);
  }

  async readRevocations(now: number, signal: AbortSignal): Promise<readonly Revocation[]> {
    const rows = await this.#query(signal, this.#statements.readRevocations, [now]);
    return rows.map(({ subject, before, until }) => ({
      subject: Buffer.from(String(subject), 'hex').toString(),
      before: Number(before),
      until: Number(until),
    }));
  }

  async sweep(now: number, signal: AbortSignal): Promise<void> {
    await this.#query(signal, this.#statements.sweepConsumed, [now]);
    await this.#query(signal, this.#statements.sweepRevocations, [now]);
  }

  #query(signal: AbortSignal, text: string, values: unknown[]): Promise<Record<string, unknown>[]> {
    return withClient(this.#pool, signal, async (client) => {
      const { rows } = await client.query(text, values);
      return rows as Record<string, unknown>[];
    });
  }
}

/** Keys are kept as bytes: text of PostgreSQL cannot hold a NUL. */
function toBytes(key: string): Buffer {
  return Buffer.from(key);
}
