import { createClient } from 'redis';
import { redisStore } from '../../src/stores/redis.ts';
import { describeStore } from '../../src/testing/index.ts';
import { describeDatabase, PATIENT } from './servers/database.ts';
import { REDIS } from './servers/redis.ts';

describeDatabase(REDIS, (database, faults) => {
  describeStore(
    'redisStore on redis',
    {
      create: (place, { now, timeout }) => {
        const { proxy, login } = database();
        const socket = {
          host: '127.0.0.1',
          port: proxy.port,
          socketTimeout: timeout * 1000,
          // By default the client gives up for good when its socket times out.
          reconnectStrategy: (retries: number) => Math.min(50 * retries, 1000),
        };
        const client = createClient({ ...login, socket, pingInterval: timeout * 500 });
        return {
          store: redisStore(client, { now, timeout, prefix: `${place}:` }),
          dispose: () => {
            if (client.isOpen) client.destroy();
          },
        };
      },
      faults,
      patience: 60,
    },
    PATIENT,
  );
});
