import type { DatabaseSync } from 'node:sqlite';

const PAGE_SIZE = 200;
/** A node that is further behind than this is told of a gap. */
const KEPT_CHANGES = 10_000;

/** Everything that is ever said to the database, prepared once. Keys are blobs: text would end at a NUL. */
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
      `INSERT INTO authbeat_consumed (key, until) VALUES (?1, ?2)
        ON CONFLICT (key) DO UPDATE SET until = ?2 WHERE until <= ?3`,
    ),
    revoke: database.prepare(
      `INSERT INTO authbeat_revocations (subject, before, until) VALUES (?1, ?2, ?3)
        ON CONFLICT (subject) DO UPDATE SET before = max(before, ?2), until = max(until, ?3)`,
    ),
    readRevocations: database.prepare(
      'SELECT subject, before, until FROM authbeat_revocations WHERE until > ?',
    ),
    addChange: database.prepare('INSERT INTO authbeat_changes (change) VALUES (?)'),
    readChanges: database.prepare('SELECT id, change FROM authbeat_changes WHERE id > ? ORDER BY id'),
    newestChange: database.prepare("SELECT seq AS id FROM sqlite_sequence WHERE name = 'authbeat_changes'"),
    dataVersion: database.prepare('PRAGMA data_version'),
    sweepConsumed: database.prepare('DELETE FROM authbeat_consumed WHERE until <= ?'),
    sweepRevocations: database.prepare('DELETE FROM authbeat_revocations WHERE until <= ?'),
    sweepChanges: database.prepare(
      `DELETE FROM authbeat_changes WHERE id <= (SELECT max(id) FROM authbeat_changes) - ${KEPT_CHANGES}`,
    ),
  };
}

/** What `prepareStatements` gives. */
export type Statements = ReturnType<typeof prepareStatements>;
