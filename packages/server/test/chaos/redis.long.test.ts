import { describeDatabase } from '../stores/servers/database.ts';
import { REDIS } from '../stores/servers/redis.ts';
import { describeChaos } from './describe-chaos.ts';
import { COMMON_FAULTS } from './faults.ts';
import { REDIS_FAULTS } from './redis-faults.ts';

describeDatabase(REDIS, (database) => {
  describeChaos(
    database,
    ({ login, proxy }) => ({
      kind: 'redis',
      config: { ...login, host: '127.0.0.1', port: proxy.port, socketTimeout: 2000 },
    }),
    [...COMMON_FAULTS, ...REDIS_FAULTS],
  );
});
