import { afterAll, beforeAll } from 'vitest';
import { describeDatabase } from '../stores/servers/database.ts';
import { POSTGRES, postgresConfig } from '../stores/servers/postgres.ts';
import { startStandby } from '../stores/servers/postgres-standby.ts';
import { startProxy, type Proxy } from '../stores/servers/proxy.ts';
import type { Server } from '../stores/servers/server.ts';
import { describeChaos } from './describe-chaos.ts';
import { administer } from './postgres-faults.ts';

describeDatabase(POSTGRES, (database) => {
  let replication: Proxy;
  let standby: Server;
  beforeAll(async () => {
    replication = await startProxy(database().address);
    standby = await startStandby(database().address.port, replication.port);
    await administer(database().address, "ALTER SYSTEM SET synchronous_standby_names = '*'");
    await administer(database().address, 'SELECT pg_reload_conf()');
  }, 180_000);
  afterAll(async () => {
    await standby.remove();
    await replication.close();
  });

  describeChaos(database, (place) => ({ kind: 'postgres', config: postgresConfig(place) }), [
    {
      name: 'a synchronous standby lags, the primary is lost, and the standby takes over',
      shows: ['webhook 503'],
      isCut: true,
      async begin({ proxies }) {
        replication.hold();
        return async () => {
          await database().server?.kill();
          const address = { host: '127.0.0.1', port: standby.port };
          await administer(address, 'SELECT pg_promote()');
          for (const proxy of proxies) proxy.moveTo(address);
        };
      },
    },
  ]);
});
