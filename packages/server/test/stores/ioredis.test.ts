import { Redis } from 'ioredis';
import { redisStore } from '../../src/stores/redis.ts';
import { describeStore } from '../../src/testing/index.ts';
import { describeDatabase, PATIENT } from './servers/database.ts';
import { REDIS } from './servers/redis.ts';

describeDatabase(REDIS, (database, faults) => {
  describeStore(
    'redisStore on ioredis',
    {
      create: (place, { now, timeout }) => {
        const { proxy, login } = database();
        const socketTimeout = timeout * 1000;
        const client = new Redis({ ...login, port: proxy.port, socketTimeout, lazyConnect: true });
        return {
          store: redisStore(client, { now, timeout, prefix: `${place}:` }),
          dispose: () => client.disconnect(),
        };
      },
      faults,
      patience: 60,
    },
    PATIENT,
  );
});
