import { StoreError } from '../errors.ts';
import type { PostgresClient } from './lease.ts';

/** The migrations, oldest first. One that was released is never edited. */
const MIGRATIONS: readonly ((schema: string) => string)[] = [
  (schema) => `
    CREATE TABLE ${schema}.authbeat_tenants (
      client_key bytea PRIMARY KEY,
      version bigint NOT NULL,
      record text NOT NULL
    );
    CREATE TABLE ${schema}.authbeat_consumed (
      key bytea PRIMARY KEY,
      expires_at_ms bigint NOT NULL
    );
    CREATE INDEX authbeat_consumed_expiry ON ${schema}.authbeat_consumed (expires_at_ms);
    CREATE TABLE ${schema}.authbeat_revocations (
      subject bytea PRIMARY KEY,
      before_ms bigint NOT NULL,
      expires_at_ms bigint NOT NULL
    );
  `,
  (schema) => `
    CREATE TABLE ${schema}.authbeat_entries (
      key bytea PRIMARY KEY,
      value bytea NOT NULL,
      expires_at_ms bigint NOT NULL
    );
    CREATE INDEX authbeat_entries_expiry ON ${schema}.authbeat_entries (expires_at_ms);
    INSERT INTO ${schema}.authbeat_entries (key, value, expires_at_ms)
      SELECT key, '', expires_at_ms FROM ${schema}.authbeat_consumed;
    DROP TABLE ${schema}.authbeat_consumed;
    DROP TABLE ${schema}.authbeat_revocations;
  `,
];

/** The first half of the advisory lock's key: "auth" in ASCII. */
const LOCK_CLASS = 0x61757468;

/** Brings the tables up to date, while other nodes wait. If they are, it needs no right to create anything. */
export async function migrate(client: PostgresClient, schema: string): Promise<void> {
  const quoted = `"${schema}"`;
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [LOCK_CLASS, schema]);
  const version = await readVersion(client, quoted);
  if (version > MIGRATIONS.length) {
    throw new StoreError('store_schema_newer', { store: 'postgres', operation: 'open' });
  }
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < version) continue;
    if (index === 0) await createSchema(client, schema, quoted);
    await client.query(migration(quoted));
    await client.query(`INSERT INTO ${quoted}.authbeat_schema (version) VALUES ($1)`, [index + 1]);
  }
  await client.query('COMMIT');
}

async function readVersion(client: PostgresClient, quoted: string): Promise<number> {
  const table = `${quoted}.authbeat_schema`;
  const found = await client.query('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [table]);
  if (found.rows.length === 0) return 0;
  const { rows } = await client.query(`SELECT max(version) AS version FROM ${table}`);
  return Number((rows[0] as { version: unknown }).version);
}

async function createSchema(client: PostgresClient, schema: string, quoted: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (found.rows.length === 0) await client.query(`CREATE SCHEMA ${quoted}`);
  await client.query(`CREATE TABLE ${quoted}.authbeat_schema (version integer PRIMARY KEY)`);
}
