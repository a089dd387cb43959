const PAGE_SIZE = 200;

/** The statements for one schema. Each is atomic by itself. */
export function writeStatements(schema: string) {
  const tenants = `"${schema}".authbeat_tenants`;
  const consumed = `"${schema}".authbeat_consumed`;
  const revocations = `"${schema}".authbeat_revocations`;
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
    consume: `
      INSERT INTO ${consumed} AS kept (key, expires_at_ms) VALUES ($1, $2)
        ON CONFLICT (key) DO UPDATE SET expires_at_ms = $2 WHERE kept.expires_at_ms <= $3 RETURNING 1`,
    revoke: `
      WITH written AS (
        INSERT INTO ${revocations} AS kept (subject, before_ms, expires_at_ms) VALUES ($1, $2, $3)
          ON CONFLICT (subject) DO UPDATE
          SET before_ms = greatest(kept.before_ms, $2), expires_at_ms = greatest(kept.expires_at_ms, $3) RETURNING 1
      ) SELECT pg_notify($4, $5) FROM written`,
    readRevocations: `
      SELECT encode(subject, 'hex') AS subject, before_ms, expires_at_ms FROM ${revocations} WHERE expires_at_ms > $1`,
    sweepConsumed: `DELETE FROM ${consumed} WHERE expires_at_ms <= $1`,
    sweepRevocations: `DELETE FROM ${revocations} WHERE expires_at_ms <= $1`,
  };
}
