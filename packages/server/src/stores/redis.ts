import type { Store } from './contract.ts';
import { createStore } from './create-store.ts';
import { RedisDriver } from './redis/driver.ts';
import { fromIoredis, type IoredisClient, type IoredisCluster } from './redis/ioredis.ts';
import { fromNodeRedis, type NodeRedisClient } from './redis/node-redis.ts';
import { resolveStoreOptions, type StoreOptions } from './store-options.ts';

export type { IoredisClient, IoredisCluster } from './redis/ioredis.ts';
export type { NodeRedisClient } from './redis/node-redis.ts';

/** Options of `redisStore`. */
export interface RedisStoreOptions extends StoreOptions {
  /** The prefix of every key and of the channel. Defaults to `authbeat:`. */
  readonly prefix?: string;
  /**
   * Opens even if the database evicts records when its memory is full. Installations are then lost, and used tickets
   * work again. Defaults to `false`.
   */
  readonly dangerouslyAllowEviction?: boolean;
}

/**
 * Makes a store in Redis 6.2 or newer, for apps on several machines. Redis must persist its data, because a host does
 * not repeat an installation.
 *
 * @param client a `Redis` or `Cluster` of the package `ioredis`, or the result of `createClient` of the package `redis`;
 *   the app closes it
 * @throws {ConfigurationError} with every mistake in the arguments
 *
 * @example
 * ```ts
 * import { redisStore } from '@authbeat/server/redis';
 * import { Redis } from 'ioredis';
 *
 * const store = redisStore(new Redis('redis://127.0.0.1:6379'));
 * ```
 */
export function redisStore(
  client: IoredisClient | IoredisCluster | NodeRedisClient,
  options: RedisStoreOptions = {},
): Store {
  const { prefix = 'authbeat:', dangerouslyAllowEviction = false } = options;
  const problems = [];
  if (typeof client?.eval !== 'function') problems.push('client must be a client of ioredis or redis');
  else if ('isReady' in client && !('select' in client)) {
    problems.push('client must not be of createCluster or createSentinel of redis: use ioredis for these');
  }
  if (typeof prefix !== 'string') problems.push('prefix must be text');
  if (typeof dangerouslyAllowEviction !== 'boolean') {
    problems.push('dangerouslyAllowEviction must be true or false');
  }
  const resolved = resolveStoreOptions('redisStore', options, problems);
  const connection = 'isReady' in client ? fromNodeRedis(client) : fromIoredis(client);
  return createStore(new RedisDriver(connection, prefix, dangerouslyAllowEviction), resolved);
}
