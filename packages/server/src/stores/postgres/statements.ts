const PAGE_SIZE = 200;
/** How many rows one sweep deletes. */
export const SWEEP_SIZE = 5000;

/** The statements for one schema. Each is atomic by itself. */
export function writeStatements(schema: string) {
  const tenants = `"${schema}".authbeat_tenants`;
  const entries = `"${schema}".authbeat_entries`;
  return {
    readTenant: `SELECT record FROM ${tenants} WHERE client_key = $1`,
    insertTenant: `
      WITH written AS (
        INSERT INTO ${tenants} (client_key, version, record) VALUES ($1, $2, $3)
          ON CONFLICT DO NOTHING RETURNING 1
      ) SELECT pg_notify($4, $5) FROM written`,
    updateTenant: `
      WITH written AS (
        UPDATE ${tenants} SET version = $2, record = $3 WHERE client_key = $1 AND version = $6 RETURNING 1
      ) SELECT pg_notify($4, $5) FROM written`,
    readTenants: `
      SELECT encode(client_key, 'hex') AS position, record FROM ${tenants}
        WHERE $1::text IS NULL OR client_key > decode($1, 'hex') ORDER BY client_key LIMIT ${PAGE_SIZE}`,
    readEntries: `
      SELECT encode(key, 'hex') AS key, encode(value, 'hex') AS value FROM ${entries}
        WHERE key = ANY (SELECT decode(unnest($1::text[]), 'hex')) AND expires_at_ms > $2`,
    insertEntry: `
      WITH written AS (
        INSERT INTO ${entries} AS kept (key, value, expires_at_ms) VALUES ($1, $2, $3)
          ON CONFLICT (key) DO UPDATE SET value = $2, expires_at_ms = $3 WHERE kept.expires_at_ms <= $4 RETURNING 1
      ) SELECT CASE WHEN $6::text IS NOT NULL THEN pg_notify($5, $6) END FROM written`,
    updateEntry: `
      WITH written AS (
        UPDATE ${entries} SET value = $2, expires_at_ms = $3
          WHERE key = $1 AND value = $7 AND expires_at_ms > $4 RETURNING 1
      ) SELECT CASE WHEN $6::text IS NOT NULL THEN pg_notify($5, $6) END FROM written`,
    sweep: `
      WITH swept AS (
        DELETE FROM ${entries} WHERE key IN (
          SELECT key FROM ${entries} WHERE expires_at_ms <= $1 ORDER BY expires_at_ms LIMIT ${SWEEP_SIZE}
            FOR UPDATE SKIP LOCKED
        ) RETURNING 1
      ) SELECT count(*) AS swept FROM swept`,
    readClock: 'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now_ms',
  };
}
