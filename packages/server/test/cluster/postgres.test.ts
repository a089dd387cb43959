import { describeDatabase } from '../stores/servers/database.ts';
import { POSTGRES, postgresConfig } from '../stores/servers/postgres.ts';
import { describeCluster } from './describe-cluster.ts';
import type { StoreSettings } from './settings.ts';

describeDatabase(POSTGRES, (database) => {
  const storeOf = (): StoreSettings => ({ kind: 'postgres', config: postgresConfig(database()) });
  describeCluster(storeOf, POSTGRES.start && (() => database().server));
});
