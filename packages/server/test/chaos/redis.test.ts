import { startLocalNode } from '../cluster/start-node.ts';
import { describeDatabase } from '../stores/servers/database.ts';
import { REDIS } from '../stores/servers/redis.ts';
import { describeChaos } from './describe-chaos.ts';
import { COMMON_FAULTS } from './faults.ts';

// A sample: all faults, and nodes that are processes, are in the long tests.
describeDatabase(REDIS, (database) => {
  describeChaos(
    database,
    ({ login, proxy }) => ({ kind: 'redis', config: { ...login, host: '127.0.0.1', port: proxy.port } }),
    COMMON_FAULTS.filter(({ name }) => name === 'one node is cut off from the database'),
    { start: startLocalNode, beforeMs: 300, faultMs: 600 },
  );
});
