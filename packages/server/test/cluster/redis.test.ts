import { describeDatabase } from '../stores/servers/database.ts';
import { REDIS } from '../stores/servers/redis.ts';
import { describeCluster } from './describe-cluster.ts';
import type { StoreSettings } from './settings.ts';

describeDatabase(REDIS, (database) => {
  const storeOf = (): StoreSettings => {
    const { proxy, login } = database();
    return { kind: 'redis', config: { ...login, host: '127.0.0.1', port: proxy.port } };
  };
  describeCluster(storeOf, REDIS.start && (() => database().server));
});
