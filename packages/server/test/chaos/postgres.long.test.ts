import { beforeAll } from 'vitest';
import { describeDatabase } from '../stores/servers/database.ts';
import { POSTGRES, postgresConfig } from '../stores/servers/postgres.ts';
import { describeChaos } from './describe-chaos.ts';
import { COMMON_FAULTS } from './faults.ts';
import { createRole, POSTGRES_FAULTS, ROLE } from './postgres-faults.ts';

describeDatabase(POSTGRES, (database) => {
  beforeAll(async () => createRole(database()));
  describeChaos(
    database,
    (place) => ({ kind: 'postgres', config: { ...postgresConfig(place), user: ROLE, password: ROLE } }),
    [...COMMON_FAULTS, ...POSTGRES_FAULTS],
  );
});
