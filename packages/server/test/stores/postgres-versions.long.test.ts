import { Client, Pool } from 'pg';
import { expect, it } from 'vitest';
import { postgresStore } from '../../src/stores/postgres.ts';
import { describeStore } from '../../src/testing/index.ts';
import { describeDatabase, PATIENT } from './servers/database.ts';
import { postgresConfig } from './servers/postgres.ts';
import { POSTGRES_VERSIONS, startPostgresVersion } from './servers/postgres-versions.ts';

for (const version of POSTGRES_VERSIONS) {
  const [major = ''] = version.split('.');
  const kind = {
    name: `PostgreSQL ${major}`,
    variable: `AUTHBEAT_TEST_POSTGRES_${major}_URL`,
    start: async () => startPostgresVersion(version),
  };
  describeDatabase(kind, (database, [killed]) => {
    it('is the version that it claims to be', async () => {
      const client = new Client(postgresConfig(database()));
      await client.connect();
      const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
      await client.end();
      expect(rows[0]?.server_version.split('.')[0]).toBe(major);
    });

    describeStore(
      'postgresStore',
      {
        create: (place, { now, timeout }) => {
          const pool = new Pool({ ...postgresConfig(database()), connectionTimeoutMillis: timeout * 1000 });
          return {
            store: postgresStore(pool, { now, timeout, schema: place }),
            dispose: async () => pool.end(),
          };
        },
        faults: killed ? [killed] : [],
        patience: 60,
      },
      PATIENT,
    );
  });
}
