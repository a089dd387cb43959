import type { DatabaseSync } from 'node:sqlite';

const PAGE_SIZE = 200;
/** How many rows of a table one sweep deletes. */
export const SWEEP_SIZE = 1000;
/** A node that is further behind than this gets a gap. */
const KEPT_CHANGES = 10_000;

/** The prepared statements. Keys are blobs, because SQLite ends a text at a NUL. */
export function prepareStatements(database: DatabaseSync) {
  return {
    readTenant: database.prepare('SELECT record FROM authbeat_tenants WHERE client_key = ?'),
    insertTenant: database.prepare(
      'INSERT INTO authbeat_tenants (client_key, version, record) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    updateTenant: database.prepare(
      'UPDATE authbeat_tenants SET version = ?2, record = ?3 WHERE client_key = ?1 AND version = ?4',
    ),
    readTenants: database.prepare(
      `SELECT client_key, record FROM authbeat_tenants
        WHERE ?1 IS NULL OR client_key > ?1 ORDER BY client_key LIMIT ${PAGE_SIZE}`,
    ),
    readEntry: database.prepare('SELECT value FROM authbeat_entries WHERE key = ?1 AND expires_at_ms > ?2'),
    insertEntry: database.prepare(
      `INSERT INTO authbeat_entries (key, value, expires_at_ms) VALUES (?1, ?2, ?3)
        ON CONFLICT (key) DO UPDATE SET value = ?2, expires_at_ms = ?3 WHERE expires_at_ms <= ?4`,
    ),
    updateEntry: database.prepare(
      `UPDATE authbeat_entries SET value = ?2, expires_at_ms = ?3
        WHERE key = ?1 AND value = ?5 AND expires_at_ms > ?4`,
    ),
    addChange: database.prepare('INSERT INTO authbeat_changes (change) VALUES (?)'),
    readChanges: database.prepare('SELECT id, change FROM authbeat_changes WHERE id > ? ORDER BY id'),
    newestChange: database.prepare("SELECT seq AS id FROM sqlite_sequence WHERE name = 'authbeat_changes'"),
    dataVersion: database.prepare('PRAGMA data_version'),
    sweepEntries: database.prepare(
      `DELETE FROM authbeat_entries WHERE key IN
        (SELECT key FROM authbeat_entries WHERE expires_at_ms <= ? ORDER BY expires_at_ms LIMIT ${SWEEP_SIZE})`,
    ),
    sweepChanges: database.prepare(
      `DELETE FROM authbeat_changes WHERE id IN
        (SELECT id FROM authbeat_changes
          WHERE id <= (SELECT max(id) FROM authbeat_changes) - ${KEPT_CHANGES} ORDER BY id LIMIT ${SWEEP_SIZE})`,
    ),
  };
}

/** The result of `prepareStatements`. */
export type Statements = ReturnType<typeof prepareStatements>;
