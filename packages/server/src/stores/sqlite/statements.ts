import type { DatabaseSync } from 'node:sqlite';

const PAGE_SIZE = 200;
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
    consume: database.prepare(
      `INSERT INTO authbeat_consumed (key, expires_at_ms) VALUES (?1, ?2)
        ON CONFLICT (key) DO UPDATE SET expires_at_ms = ?2 WHERE expires_at_ms <= ?3`,
    ),
    revoke: database.prepare(
      `INSERT INTO authbeat_revocations (subject, before_ms, expires_at_ms) VALUES (?1, ?2, ?3)
        ON CONFLICT (subject) DO UPDATE SET before_ms = max(before_ms, ?2), expires_at_ms = max(expires_at_ms, ?3)`,
    ),
    readRevocations: database.prepare(
      'SELECT subject, before_ms, expires_at_ms FROM authbeat_revocations WHERE expires_at_ms > ?',
    ),
    addChange: database.prepare('INSERT INTO authbeat_changes (change) VALUES (?)'),
    readChanges: database.prepare('SELECT id, change FROM authbeat_changes WHERE id > ? ORDER BY id'),
    newestChange: database.prepare("SELECT seq AS id FROM sqlite_sequence WHERE name = 'authbeat_changes'"),
    dataVersion: database.prepare('PRAGMA data_version'),
    sweepConsumed: database.prepare('DELETE FROM authbeat_consumed WHERE expires_at_ms <= ?'),
    sweepRevocations: database.prepare('DELETE FROM authbeat_revocations WHERE expires_at_ms <= ?'),
    sweepChanges: database.prepare(
      `DELETE FROM authbeat_changes WHERE id <= (SELECT max(id) FROM authbeat_changes) - ${KEPT_CHANGES}`,
    ),
  };
}

/** The result of `prepareStatements`. */
export type Statements = ReturnType<typeof prepareStatements>;
