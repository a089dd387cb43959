import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisStore } from '../../src/stores/redis.ts';
import { eventually, recordChanges, tenantOf, writeUntilReported } from '../../src/testing/stores/helpers.ts';
import { startProxy, type Proxy } from './servers/proxy.ts';
import { pingRedis, redisProgram, startRedis } from './servers/redis.ts';
import { startServer, type Server } from './servers/server.ts';

/** In seconds. */
const PATIENCE = 60;
const NAME = 'main';
const reason = redisProgram ? '' : ': skipped, Redis is not installed';

describe.runIf(redisProgram)(`with Redis Sentinel${reason}`, () => {
  let master: Server;
  let replica: Server;
  let sentinel: Server;
  let replication: Proxy;
  beforeAll(async () => {
    const program = redisProgram ?? '';
    master = await startRedis(program);
    replication = await startProxy({ host: '127.0.0.1', port: master.port });
    replica = await startRedis(program, ['--replicaof', '127.0.0.1', String(replication.port)]);
    sentinel = await startServer({
      program,
      killSignal: 'SIGKILL',
      argumentsFor: (folder, port) => {
        const file = join(folder, 'sentinel.conf');
        const settings = [
          `port ${port}`,
          `sentinel monitor ${NAME} 127.0.0.1 ${master.port} 1`,
          `sentinel down-after-milliseconds ${NAME} 3000`,
        ];
        writeFileSync(file, settings.join('\n'));
        // A sentinel keeps its state in this file, and runs as another user.
        chmodSync(file, 0o666);
        return [file, '--sentinel'];
      },
      ping: pingRedis,
    });
  }, 180_000);
  afterAll(async () => {
    await Promise.all([master, replica, sentinel].map(async (server) => server.remove()));
    await replication.close();
  });

  it(
    'a replica that lags takes over: nothing is lost but what it had not received',
    { timeout: 300_000 },
    async () => {
      const client = new Redis({
        sentinels: [{ host: '127.0.0.1', port: sentinel.port }],
        name: NAME,
        socketTimeout: 2000,
        lazyConnect: true,
      });
      const admin = new Redis({ port: sentinel.port });
      const store = redisStore(client, { timeout: 5 });
      const until = Date.now() + 600_000;
      await store.open();
      await store.writeTenant(tenantOf('tenant'), 0);
      expect(await store.consumeOnce('replicated', until)).toBe(true);
      // For less than the socket timeout at once.
      await eventually(async () => expect(await client.wait(1, 1000)).toBe(1), PATIENCE);
      await eventually(
        async () => expect(await admin.call('SENTINEL', 'REPLICAS', NAME)).toHaveLength(1),
        PATIENCE,
      );

      replication.hold();
      expect(await store.consumeOnce('not replicated', until)).toBe(true);
      const recording = recordChanges(store, PATIENCE);
      await master.kill();
      await recording.waitFor(({ kind }) => kind === 'lost');
      await recording.waitFor(({ kind }) => kind === 'gap');

      await eventually(
        async () => expect(await store.consumeOnce('replicated', until)).toBe(false),
        PATIENCE,
      );
      expect(await store.readTenant('tenant')).toEqual(tenantOf('tenant'));
      expect(await store.consumeOnce('not replicated', until)).toBe(true);
      await writeUntilReported(store, recording, PATIENCE);
      await store.close();
      client.disconnect();
      admin.disconnect();
    },
  );
});
