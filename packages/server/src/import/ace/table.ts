import type { AceStore } from '../source.ts';
import { quoteTable, type SqlConnection } from '../sql.ts';
import { CLIENT_INFO, nameOfRow, readClientInfo } from './client-info.ts';

/** How many rows one statement reads. */
const PAGE_SIZE = 500;

/** Options of `aceTable`. */
export interface AceTableOptions {
  /** The table, with its schema if need be. Defaults to `AddonSettings`. */
  readonly table?: string;
}

/**
 * The tenants of an app on atlassian-connect-express that keeps them in PostgreSQL, MySQL, MariaDB or SQLite: its
 * adapter `sequelize`, which is the default one.
 *
 * @throws {ConfigurationError} when `table` is not a name
 *
 * @example
 * ```ts
 * import { aceTable, postgres } from '@authbeat/server/import';
 * import pg from 'pg';
 *
 * const ace = aceTable(postgres(new pg.Pool({ connectionString: process.env['DATABASE_URL'] })));
 * ```
 */
export function aceTable(sql: SqlConnection, { table = 'AddonSettings' }: AceTableOptions = {}): AceStore {
  const settings = quoteTable(table);
  const find = async (clientKey: string) => {
    // The library itself writes to and reads from the first row that it finds, and no index keeps a second one out.
    const [row] = await sql.query(
      `SELECT "id", "val" FROM ${settings} WHERE "clientKey" = ? AND "key" = ? ORDER BY "id" LIMIT 1`,
      [clientKey, CLIENT_INFO],
    );
    return row;
  };
  return {
    name: 'ace',
    async *tenants() {
      let after = 0;
      for (;;) {
        const rows = await sql.query(
          `SELECT "id", "clientKey", "val" FROM ${settings} WHERE "key" = ? AND "id" > ? ORDER BY "id" LIMIT ${PAGE_SIZE}`,
          [CLIENT_INFO, after],
        );
        for (const row of rows) yield readClientInfo(row['clientKey'], row['val']);
        if (rows.length < PAGE_SIZE) return;
        after = Number(rows.at(-1)?.['id']);
      }
    },
    async others() {
      const rows = await sql.query(
        `SELECT "key", COUNT(*) AS "count" FROM ${settings} WHERE "key" <> ? GROUP BY "key"`,
        [CLIENT_INFO],
      );
      const counts = new Map<string, number>();
      for (const row of rows) {
        const name = nameOfRow(row['key']);
        counts.set(name, (counts.get(name) ?? 0) + Number(row['count']));
      }
      return counts;
    },
    async read(clientKey) {
      const row = await find(clientKey);
      return row && readClientInfo(clientKey, row['val']);
    },
    async write(clientKey, clientInfo) {
      const row = await find(clientKey);
      const value = JSON.stringify(clientInfo);
      if (row) await sql.query(`UPDATE ${settings} SET "val" = ? WHERE "id" = ?`, [value, Number(row['id'])]);
      else {
        await sql.query(`INSERT INTO ${settings} ("clientKey", "key", "val") VALUES (?, ?, ?)`, [
          clientKey,
          CLIENT_INFO,
          value,
        ]);
      }
    },
    async remove(clientKey) {
      await sql.query(`DELETE FROM ${settings} WHERE "clientKey" = ? AND "key" = ?`, [
        clientKey,
        CLIENT_INFO,
      ]);
    },
  };
}
