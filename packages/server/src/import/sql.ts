import type { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '../errors.ts';

/** A connection to a database that speaks SQL. `postgres`, `mysql` and `sqlite` make one of a driver's. */
export interface SqlConnection {
  /** Runs one statement. Values are written as `?`, names as `"name"`. */
  readonly query: (
    text: string,
    values: readonly (string | number)[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** What of a `pg.Pool` or `pg.Client` is used. */
export interface PgQueryable {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
}

/** What of a pool or connection of `mysql2/promise` is used. */
export interface MysqlQueryable {
  query(text: string, values: unknown[]): Promise<[unknown, unknown]>;
}

/** What of a `Database` of `better-sqlite3` is used. */
export interface BetterSqlite {
  prepare(text: string): {
    readonly reader: boolean;
    all(...values: unknown[]): unknown[];
    run(...values: unknown[]): unknown;
  };
}

type Row = Readonly<Record<string, unknown>>;

/** @param client a `Pool` or `Client` of the package `pg`; the app ends it */
export function postgres(client: PgQueryable): SqlConnection {
  return {
    async query(text, values) {
      let index = 0;
      const numbered = text.replaceAll('?', () => `$${(index += 1)}`);
      const { rows } = await client.query(numbered, [...values]);
      return rows as Row[];
    },
  };
}

/** @param client a pool or connection of `mysql2/promise`, for MySQL and MariaDB; the app ends it */
export function mysql(client: MysqlQueryable): SqlConnection {
  return {
    async query(text, values) {
      const [rows] = await client.query(text.replaceAll('"', '`'), [...values]);
      return Array.isArray(rows) ? (rows as Row[]) : [];
    },
  };
}

/** @param database a `DatabaseSync` of `node:sqlite`, or a `Database` of `better-sqlite3`; the app closes it */
export function sqlite(database: DatabaseSync | BetterSqlite): SqlConnection {
  return {
    async query(text, values) {
      const statement = database.prepare(text);
      // better-sqlite3 refuses to read the rows of a statement that has none.
      if ('reader' in statement && !statement.reader) {
        statement.run(...values);
        return [];
      }
      return statement.all(...values) as Row[];
    },
  };
}

/**
 * The name of a table in a statement, such as `"public"."AddonSettings"`.
 *
 * @throws {ConfigurationError} for anything but letters, digits, `_`, `$`, `-` and dots between names
 */
export function quoteTable(table: string): string {
  if (!/^[\w$-]{1,64}(\.[\w$-]{1,64}){0,2}$/.test(table)) {
    throw new ConfigurationError(['`table` must be the name of a table, such as public.AddonSettings']);
  }
  return table
    .split('.')
    .map((name) => `"${name}"`)
    .join('.');
}
