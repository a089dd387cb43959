import { Client } from 'pg';
import type { Database } from '../stores/servers/database.ts';
import type { ChaosFault } from './faults.ts';

/** The role of the nodes. A superuser, such as that of the test itself, has no limit of connections. */
export const ROLE = 'chaos_app';

export async function createRole(database: Database): Promise<void> {
  await administer(
    database.address,
    `CREATE ROLE ${ROLE} LOGIN PASSWORD '${ROLE}'; GRANT ALL ON SCHEMA public TO ${ROLE}`,
  );
}

/** The faults of PostgreSQL itself. */
export const POSTGRES_FAULTS: readonly ChaosFault[] = [
  {
    name: 'the server has too many clients, and ends the subscriptions',
    async begin({ database }) {
      await administer(
        database.address,
        `ALTER ROLE ${ROLE} CONNECTION LIMIT 0;
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE usename = '${ROLE}' AND (query LIKE 'LISTEN%' OR query = 'SELECT 1')`,
      );
      return async () => administer(database.address, `ALTER ROLE ${ROLE} CONNECTION LIMIT -1`);
    },
  },
  {
    // The error that PostgreSQL gives when a table cannot grow.
    name: 'the disk is full',
    shows: ['webhook 503'],
    async begin({ database }) {
      await administer(
        database.address,
        `CREATE FUNCTION fail_to_grow() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE 'No space left on device' USING ERRCODE = 'disk_full'; END $$;
        DO $$ DECLARE name text; BEGIN
          FOR name IN SELECT tablename FROM pg_tables WHERE tablename LIKE 'authbeat_%' LOOP
            EXECUTE format('CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON %I EXECUTE FUNCTION fail_to_grow()', name);
          END LOOP;
        END $$`,
      );
      return async () => administer(database.address, 'DROP FUNCTION fail_to_grow CASCADE');
    },
  },
];

/** Runs a statement as the owner of the test's server. */
export async function administer(address: Database['address'], sql: string): Promise<void> {
  const client = new Client({ ...address, user: 'authbeat', database: 'postgres' });
  await client.connect();
  await client.query(sql);
  await client.end();
}
