import { Pool } from 'pg';
import { postgresStore } from '../../src/stores/postgres.ts';
import { describeStore } from '../../src/testing/index.ts';
import { describeDatabase, PATIENT } from './servers/database.ts';
import { POSTGRES, postgresConfig } from './servers/postgres.ts';

describeDatabase(POSTGRES, (database, faults) => {
  describeStore(
    'postgresStore',
    {
      create: (place, { now, timeout }) => {
        const pool = new Pool({ ...postgresConfig(database()), connectionTimeoutMillis: timeout * 1000 });
        return {
          store: postgresStore(pool, { now, timeout, schema: place }),
          dispose: async () => {
            // The pool would wait for the end of connections that the proxy has swallowed.
            database().proxy.bury();
            await pool.end();
          },
        };
      },
      faults,
      patience: 60,
    },
    PATIENT,
  );
});
