import type { SourceTenant, TenantSource } from './source.ts';
import { quoteTable, type SqlConnection } from './sql.ts';

const PAGE_SIZE = 500;

/** Options of `springTable`. */
export interface SpringTableOptions {
  /** The table, with its schema if need be. Defaults to `atlassian_host`. */
  readonly table?: string;
}

/**
 * The tenants of an app on Atlassian's Spring Boot starter (`atlassian-connect-spring-boot-jpa-starter`), which keeps
 * them in the table `atlassian_host`.
 *
 * @throws {ConfigurationError} when `table` is not a name
 *
 * @example
 * ```ts
 * import { postgres, springTable } from '@authbeat/server/import';
 * import pg from 'pg';
 *
 * const hosts = springTable(postgres(new pg.Pool({ connectionString: process.env['DATABASE_URL'] })));
 * ```
 */
export function springTable(
  sql: SqlConnection,
  { table = 'atlassian_host' }: SpringTableOptions = {},
): TenantSource {
  const hosts = quoteTable(table);
  return {
    name: 'spring',
    async *tenants() {
      let after = '';
      for (;;) {
        const rows = await sql.query(
          `SELECT * FROM ${hosts} WHERE "client_key" > ? ORDER BY "client_key" LIMIT ${PAGE_SIZE}`,
          [after],
        );
        for (const row of rows) yield toTenant(row);
        if (rows.length < PAGE_SIZE) return;
        after = String(rows.at(-1)?.['client_key']);
      }
    },
    others: async () => new Map(),
  };
}

function toTenant(row: Readonly<Record<string, unknown>>): SourceTenant {
  const modifiedAt = readTime(row['last_modified_date']);
  return {
    clientKey: String(row['client_key']),
    body: Object.fromEntries(Object.entries(row).map(([name, value]) => [toCamelCase(name), value])),
    installed: isTrue(row['addon_installed']),
    ...(modifiedAt !== undefined && { modifiedAt }),
  };
}

/** `service_entitlement_number` is the host's `serviceEntitlementNumber`. */
function toCamelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

/** Databases keep it as a boolean, a number, or one bit, which arrives as a buffer. */
function isTrue(value: unknown): boolean {
  return value === true || value === 1 || (value instanceof Uint8Array && value[0] === 1);
}

/** In seconds since the epoch. SQLite keeps a number of milliseconds, or text. */
function readTime(value: unknown): number | undefined {
  const isTime = value instanceof Date || typeof value === 'number' || typeof value === 'string';
  const timeMs = isTime ? new Date(value).getTime() : Number.NaN;
  return Number.isFinite(timeMs) ? timeMs / 1000 : undefined;
}
