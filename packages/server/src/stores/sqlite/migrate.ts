import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../errors.ts';

/** The migrations, oldest first. One that was released is never edited. */
const MIGRATIONS = [
  `
  CREATE TABLE authbeat_tenants (
    client_key BLOB PRIMARY KEY,
    version INTEGER NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE TABLE authbeat_consumed (
    key BLOB PRIMARY KEY,
    expires_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX authbeat_consumed_expiry ON authbeat_consumed (expires_at_ms);
  CREATE TABLE authbeat_revocations (
    subject BLOB PRIMARY KEY,
    before_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE authbeat_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    change TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE authbeat_entries (
    key BLOB PRIMARY KEY,
    value BLOB NOT NULL,
    expires_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX authbeat_entries_expiry ON authbeat_entries (expires_at_ms);
  INSERT INTO authbeat_entries (key, value, expires_at_ms) SELECT key, x'', expires_at_ms FROM authbeat_consumed;
  DROP TABLE authbeat_consumed;
  DROP TABLE authbeat_revocations;
  `,
];

/** Brings the tables up to date. Runs inside a transaction that holds the write lock. */
export function migrate(database: DatabaseSync): void {
  database.exec('CREATE TABLE IF NOT EXISTS authbeat_schema (version INTEGER NOT NULL) STRICT');
  const stored = database.prepare('SELECT max(version) AS version FROM authbeat_schema').get();
  const version = Number(stored?.['version'] ?? 0);
  if (version > MIGRATIONS.length) {
    throw new StoreError('store_schema_newer', { store: 'sqlite', operation: 'open' });
  }
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.exec(migration);
    database.prepare('INSERT INTO authbeat_schema (version) VALUES (?)').run(index + 1);
  }
}
