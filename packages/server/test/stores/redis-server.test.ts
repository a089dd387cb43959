import { once } from 'node:events';
import { Redis, type RedisOptions } from 'ioredis';
import { createClient, RESP_TYPES } from 'redis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redisStore, type RedisStoreOptions } from '../../src/stores/redis.ts';
import { eventually, isTenantChange, recordChanges, tenantOf } from '../../src/testing/stores/helpers.ts';
import { describeDatabase } from './servers/database.ts';
import { REDIS } from './servers/redis.ts';

/** In seconds. */
const PATIENCE = 60;

type ClientOptions = Pick<
  RedisOptions,
  'host' | 'port' | 'username' | 'password' | 'lazyConnect' | 'keyPrefix'
>;

describeDatabase(REDIS, (database) => {
  const endings: (() => Promise<void> | void)[] = [];
  let admin: Redis;
  let prefixes = 0;
  beforeEach(() => {
    admin = connect();
  });
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end();
  });

  function connect(options: ClientOptions = {}): Redis {
    const { proxy, login } = database();
    const client = new Redis({ ...login, port: proxy.port, ...options });
    client.on('error', () => {});
    endings.push(() => client.disconnect());
    return client;
  }

  function createStore(options: RedisStoreOptions = {}, client = connect()) {
    const prefix = options.prefix ?? `own-${process.pid}-${prefixes++}:`;
    const store = redisStore(client, { ...options, prefix });
    endings.push(() => store.close());
    return { store, prefix, client };
  }

  describe('a write whose response is lost with the connection', () => {
    it('is sent again by ioredis, and counts once', async () => {
      const { store, prefix } = createStore({ timeout: PATIENCE });
      await store.open();
      const until = Date.now() + 60_000;
      // A direct connection: the proxy must not hold back what this client asks.
      const direct = connect(database().address);
      for (const write of [
        { call: () => store.consumeOnce('key', until), isDone: () => direct.exists(`${prefix}entry:key`) },
        {
          call: () => store.writeTenant(tenantOf('tenant'), 0),
          isDone: () => direct.exists(`${prefix}tenants`),
        },
      ]) {
        database().proxy.mute();
        const result = write.call();
        await eventually(async () => expect(await write.isDone()).toBe(1), PATIENCE);
        database().proxy.cut();
        database().proxy.restore();
        expect(await result).toBe(true);
      }
      expect(await store.consumeOnce('key', until)).toBe(false);
      expect(await store.writeTenant(tenantOf('tenant'), 0)).toBe(false);
    });
  });

  describe('a database that evicts records', () => {
    const configure = async (memory: string, policy: string): Promise<void> => {
      await admin.config('SET', 'maxmemory', memory);
      await admin.config('SET', 'maxmemory-policy', policy);
    };
    beforeEach(() => {
      endings.push(() => configure('0', 'noeviction'));
    });

    it.each(['allkeys-lru', 'volatile-ttl'])('is refused (%s)', async (policy) => {
      await configure('100mb', policy);
      await expect(createStore().store.open()).rejects.toMatchObject({ code: 'store_evicts' });
    });

    it('is accepted with dangerouslyAllowEviction', async () => {
      await configure('100mb', 'allkeys-lru');
      const { store } = createStore({ dangerouslyAllowEviction: true });
      await store.open();
      expect(await store.readTenant('tenant')).toBeUndefined();
    });

    it.each([
      ['100mb', 'noeviction'],
      ['0', 'allkeys-lru'],
    ])('is one with limited memory and a policy: not maxmemory %s with %s', async (memory, policy) => {
      await configure(memory, policy);
      const { store } = createStore();
      await store.open();
      expect(await store.readTenant('tenant')).toBeUndefined();
    });
  });

  it('entries are deleted by Redis itself, a minute late', async () => {
    const now = 1_700_000_000_000;
    const { store, prefix } = createStore({ now: () => now });
    await store.open();
    await store.consumeOnce('key', now + 30_000);
    const lifetime = await admin.pttl(`${prefix}entry:key`);
    expect(lifetime).toBeGreaterThan(80_000);
    expect(lifetime).toBeLessThanOrEqual(90_000);
  });

  it('an entry that is damaged does not count as none', async () => {
    const { store, prefix } = createStore({ timeout: PATIENCE });
    await store.open();
    await admin.set(`${prefix}entry:damaged`, 'what no store has written');
    await expect(store.readEntries(['damaged'])).rejects.toMatchObject({ code: 'store_record_invalid' });
    expect(await store.readEntries(['none'])).toEqual([undefined]);
  });

  it('an error has the code of the server, and no password', async () => {
    const client = connect({ password: 'private-password', username: 'private-user', lazyConnect: true });
    const { store } = createStore({ timeout: 0.5 }, client);
    const error: unknown = await store.open().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'store_unavailable', data: { store: 'redis', operation: 'open' } });
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('private-');
  });

  it('a call that began and rejected while the database was away is not executed later', async () => {
    const { store, prefix, client } = createStore({ timeout: 0.3 });
    await store.open();
    const closed = once(client, 'close');
    database().proxy.cut();
    await closed;
    await expect(store.consumeOnce('late', Date.now() + 60_000)).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    database().proxy.restore();
    await eventually(() => store.readTenant('tenant'), PATIENCE);
    expect(await admin.exists(`${prefix}entry:late`)).toBe(0);
  });

  it('many calls that wait for the database add no listeners', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    endings.push(() => void process.removeListener('warning', note));
    const { store } = createStore({ timeout: 0.3 });
    await store.open();
    database().proxy.cut();
    endings.push(() => database().proxy.restore());
    const calls = Array.from({ length: 200 }, (_, index) => store.consumeOnce(`key ${index}`, 1));
    const outcomes = await Promise.allSettled(calls);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(warnings).toEqual([]);
  });

  it('a client that was closed is connected again by open', async () => {
    const { store, client } = createStore();
    await store.open();
    await store.close();
    const ended = once(client, 'end');
    client.disconnect();
    await ended;
    await store.open();
    expect(await store.readTenant('tenant')).toBeUndefined();
  });

  it('a keyPrefix of the client is applied to keys and does not break the channel', async () => {
    const { store, prefix } = createStore({}, connect({ keyPrefix: 'app:' }));
    await store.open();
    const { waitFor } = recordChanges(store, PATIENCE);
    await store.writeTenant(tenantOf('tenant'), 0);
    await waitFor(isTenantChange('tenant'));
    expect(await admin.exists(`app:${prefix}tenants`)).toBe(1);
  });

  it('a client that returns buffers works', async () => {
    const { proxy, login } = database();
    const client = createClient({
      ...login,
      socket: { host: '127.0.0.1', port: proxy.port },
      commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
    });
    endings.push(() => client.destroy());
    const store = redisStore(client, { prefix: 'buffers:' });
    endings.push(() => store.close());
    await store.open();
    const { waitFor } = recordChanges(store, PATIENCE);
    await store.writeTenant(tenantOf('tenant😀'), 0);
    await waitFor(isTenantChange('tenant😀'));
    expect(await store.readTenant('tenant😀')).toEqual(tenantOf('tenant😀'));
    const entry = { key: 'key😀', value: 'value😀', expiresAtMs: Date.now() + 60_000 };
    expect(await store.writeEntry(entry, undefined)).toBe(true);
    expect(await store.readEntries(['key😀', 'none'])).toEqual(['value😀', undefined]);
    await admin.del('buffers:tenants', 'buffers:entry:key😀');
  });
});
