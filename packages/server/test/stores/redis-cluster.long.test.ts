import { Cluster } from 'ioredis';
import { createCluster, createSentinel } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { redisStore, type NodeRedisClient } from '../../src/stores/redis.ts';
import { describeStore } from '../../src/testing/index.ts';
import { eventually, recordChanges, tenantOf, writeUntilReported } from '../../src/testing/stores/helpers.ts';
import { PATIENT } from './servers/database.ts';
import { redisProgram } from './servers/redis.ts';
import { startRedisCluster, type RedisCluster } from './servers/redis-cluster.ts';

/** In seconds. */
const PATIENCE = 60;
const reason = redisProgram ? '' : ': skipped, Redis is not installed';

describe.runIf(redisProgram)(`with a Redis Cluster${reason}`, () => {
  let servers: RedisCluster;
  beforeAll(async () => {
    servers = await startRedisCluster(redisProgram ?? '');
  }, 180_000);
  afterAll(async () => servers.remove());
  const endings: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end();
  });

  function connect(redisOptions: { socketTimeout?: number } = { socketTimeout: 2000 }): Cluster {
    const nodes = servers.servers.map(({ port }) => ({ host: '127.0.0.1', port }));
    const client = new Cluster(nodes, { lazyConnect: true, redisOptions });
    client.on('error', () => {});
    return client;
  }
  /** Ends no connection on which a response takes long, such as that of WAIT. */
  async function connectAdmin(): Promise<Cluster> {
    const admin = connect({});
    endings.push(() => admin.disconnect());
    await admin.connect();
    return admin;
  }
  function createStore(options = {}) {
    const client = connect();
    const store = redisStore(client, options);
    endings.push(
      () => client.disconnect(),
      () => store.close(),
    );
    return store;
  }

  describeStore(
    'redisStore on a Cluster of ioredis',
    {
      create: (place, { now, timeout }) => {
        const client = connect();
        return {
          store: redisStore(client, { now, timeout, prefix: `${place}:` }),
          dispose: () => client.disconnect(),
        };
      },
      patience: PATIENCE,
    },
    PATIENT,
  );

  it('each master that evicts is refused', async () => {
    const admin = await connectAdmin();
    for (const master of admin.nodes('master')) {
      await master.config('SET', 'maxmemory', '100mb', 'maxmemory-policy', 'allkeys-lru');
      await expect(createStore().open()).rejects.toMatchObject({ code: 'store_evicts' });
      await master.config('SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction');
    }
    await createStore().open();
  });

  it(
    'a master that is killed is replaced by its replica, and everything works again',
    { timeout: 300_000 },
    async () => {
      const options = { prefix: 'failover:', timeout: 5 };
      const [store, other] = [createStore(options), createStore(options)];
      await Promise.all([store.open(), other.open()]);
      const names = Array.from({ length: 12 }, (_, index) => `key ${index}`);
      const until = Date.now() + 600_000;
      for (const name of names) {
        expect(await store.consumeOnce(name, until)).toBe(true);
        expect(await store.writeTenant(tenantOf(name), 0)).toBe(true);
      }
      const recording = recordChanges(other, PATIENCE);
      // What is written reaches the replica within milliseconds, but not at once.
      const admin = await connectAdmin();
      await Promise.all(
        admin
          .nodes('master')
          .map(async (master) =>
            eventually(async () => expect(await master.wait(1, 1000)).toBe(1), PATIENCE),
          ),
      );

      await servers.servers[0]?.kill();
      await recording.waitFor(({ kind }) => kind === 'lost');
      await recording.waitFor(({ kind }) => kind === 'gap');
      for (const name of names) {
        await eventually(async () => expect(await store.consumeOnce(name, until)).toBe(false), PATIENCE);
        await eventually(async () => expect(await other.readTenant(name)).toEqual(tenantOf(name)), PATIENCE);
      }
      await writeUntilReported(store, recording, PATIENCE);
      await servers.servers[0]?.start();
    },
  );
});

describe('clients of the package redis for clusters and sentinels', () => {
  it.each([
    ['createCluster', () => createCluster({ rootNodes: [{ url: 'redis://127.0.0.1:1' }] })],
    [
      'createSentinel',
      () => createSentinel({ name: 'main', sentinelRootNodes: [{ host: '127.0.0.1', port: 1 }] }),
    ],
  ])('that of %s is refused', (_name, create) => {
    // Their types do not fit either.
    expect(() => redisStore(create() as unknown as NodeRedisClient)).toThrow('use ioredis for these');
  });
});
