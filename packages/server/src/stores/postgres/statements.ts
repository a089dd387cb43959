const PAGE_SIZE = 200;

/** Everything that is ever said to the database about a schema. Every statement is atomic by itself. */
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
      INSERT INTO ${consumed} AS kept (key, until) VALUES ($1, $2)
        ON CONFLICT (key) DO UPDATE SET until = $2 WHERE kept.until <= $3 RETURNING 1`,
    revoke: `
      WITH written AS (
        INSERT INTO ${revocations} AS kept (subject, before, until) VALUES ($1, $2, $3)
          ON CONFLICT (subject) DO UPDATE
          SET before = greatest(kept.before, $2), until = greatest(kept.until, $3) RETURNING 1
      ) SELECT pg_notify($4, $5) FROM written`,
    readRevocations: `
      SELECT encode(subject, 'hex') AS subject, before, until FROM ${revocations} WHERE until > $1`,
    sweepConsumed: `DELETE FROM ${consumed} WHERE until <= $1`,
    sweepRevocations: `DELETE FROM ${revocations} WHERE until <= $1`,
  };
}
