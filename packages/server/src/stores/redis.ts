import { randomBytes } from 'node:crypto';
import type { Backend, TenantPage, TenantWrite } from './backend.ts';
import { buildStore, DEFAULT_TIMEOUT, type StoreOptions } from './build.ts';
import { checkOptions } from './check-options.ts';
import type { Change, Revocation, Store } from './contract.ts';
import { StoreError } from './errors.ts';
import { keepSubscribed } from './keep-subscribed.ts';
import { quieten } from './quieten.ts';
import { untilReady, type RedisConnection } from './redis/connection.ts';
import { fromIoredis, type IoredisClient } from './redis/ioredis.ts';
import { fromNodeRedis, type NodeRedisClient } from './redis/node-redis.ts';
import * as scripts from './redis/scripts.ts';

export type { IoredisClient } from './redis/ioredis.ts';
export type { NodeRedisClient } from './redis/node-redis.ts';

/** Options of `redisStore`. */
export interface RedisStoreOptions extends StoreOptions {
  /** What every key and the channel begin with. Defaults to `authbeat:`. */
  readonly prefix?: string;
  /**
   * Opens even if the database evicts records when its memory is full: installations are then lost, and what was
   * used up works again. Defaults to `false`.
   */
  readonly dangerouslyAllowEviction?: boolean;
}

/**
 * A store in Redis, 6.2 or newer: for apps on several machines. Redis has to persist what it is
 * told: installations cannot be asked for again.
 *
 * @param client a client of the package `ioredis` or `redis`; you close it
 * @throws {ConfigurationError} at once, if an option cannot be used
 *
 * @example
 * ```ts
 * import { redisStore } from '@authbeat/server/redis';
 * import { Redis } from 'ioredis';
 *
 * const store = redisStore(new Redis('redis://127.0.0.1:6379'));
 * ```
 */
export function redisStore(client: IoredisClient | NodeRedisClient, options: RedisStoreOptions = {}): Store {
  const { prefix = 'authbeat:', timeout = DEFAULT_TIMEOUT, dangerouslyAllowEviction = false } = options;
  const problems = [];
  if (typeof client?.eval !== 'function') problems.push('client must be a client of ioredis or redis');
  if (typeof prefix !== 'string') problems.push('prefix must be text');
  if (typeof dangerouslyAllowEviction !== 'boolean') {
    problems.push('dangerouslyAllowEviction must be true or false');
  }
  checkOptions('redisStore', options, problems);
  const connection = 'isReady' in client ? fromNodeRedis(client) : fromIoredis(client);
  return buildStore(new RedisBackend(connection, prefix, timeout, dangerouslyAllowEviction), options);
}

class RedisBackend implements Backend {
  readonly name = 'redis';
  readonly #connection: RedisConnection;
  readonly #prefix: string;
  readonly #tenants: string;
  readonly #revocations: string;
  readonly #channel: string;
  readonly #timeout: number;
  readonly #allowsEviction: boolean;
  #unsubscribe: () => void = () => {};

  constructor(connection: RedisConnection, prefix: string, timeout: number, allowsEviction: boolean) {
    this.#connection = connection;
    this.#prefix = prefix;
    this.#tenants = `${prefix}tenants`;
    this.#revocations = `${prefix}revocations`;
    this.#channel = `${prefix}changes`;
    this.#timeout = timeout;
    this.#allowsEviction = allowsEviction;
  }

  async open(emit: (change: Change) => void, signal: AbortSignal): Promise<void> {
    quieten(this.#connection.emitter);
    await this.#connection.begin();
    const policy = await this.#run(signal, scripts.READ_EVICTION_POLICY, this.#tenants);
    if (String(policy) !== 'noeviction' && !this.#allowsEviction) {
      throw new StoreError('store_evicts', { store: 'redis', operation: 'open' });
    }
    const subscribe = this.#connection.subscribeTo(this.#channel);
    this.#unsubscribe = await keepSubscribed(subscribe, emit, this.#timeout, signal);
  }

  async close(): Promise<void> {
    this.#unsubscribe();
  }

  async readTenant(clientKey: string, signal: AbortSignal): Promise<string | undefined> {
    const kept = await this.#run(signal, scripts.READ_TENANT, this.#tenants, clientKey);
    // A client may be set up to give buffers.
    return kept instanceof Buffer || typeof kept === 'string' ? readJson(String(kept)) : undefined;
  }

  async writeTenant(write: TenantWrite, signal: AbortSignal): Promise<boolean> {
    const { clientKey, version, expected, json } = write;
    const change = JSON.stringify({ kind: 'tenant', clientKey } satisfies Change);
    const values = [clientKey, String(expected), String(version), createMark(), json, this.#channel, change];
    return (await this.#run(signal, scripts.WRITE_TENANT, this.#tenants, ...values)) === 1;
  }

  async readTenants(after: string | undefined, signal: AbortSignal): Promise<TenantPage> {
    const reply = await this.#run(signal, scripts.READ_TENANTS, this.#tenants, after ?? '0');
    const [cursor, fields] = reply as [unknown, unknown[]];
    const records = [...pairs(fields)].map(([, kept]) => readJson(kept));
    return String(cursor) === '0' ? { records } : { records, next: String(cursor) };
  }

  async consumeOnce(key: string, until: number, now: number, signal: AbortSignal): Promise<boolean> {
    const name = `${this.#prefix}consumed:${key}`;
    const values = [String(until), String(now), createMark()];
    return (await this.#run(signal, scripts.CONSUME_ONCE, name, ...values)) === 1;
  }

  async revoke(revocation: Revocation, signal: AbortSignal): Promise<void> {
    const { subject, before, until } = revocation;
    const change = JSON.stringify({ kind: 'revocation', revocation } satisfies Change);
    const values = [subject, String(before), String(until), this.#channel, change];
    await this.#run(signal, scripts.REVOKE, this.#revocations, ...values);
  }

  async readRevocations(now: number, signal: AbortSignal): Promise<readonly Revocation[]> {
    const fields = await this.#run(signal, scripts.READ_REVOCATIONS, this.#revocations);
    return [...pairs(fields as unknown[])]
      .map(([subject, kept]) => {
        const [before, until] = kept.split(' ').map(Number);
        return { subject, before: before ?? 0, until: until ?? 0 };
      })
      .filter(({ until }) => until > now);
  }

  async sweep(now: number, signal: AbortSignal): Promise<void> {
    await this.#run(signal, scripts.SWEEP_REVOCATIONS, this.#revocations, String(now));
  }

  async #run(signal: AbortSignal, script: string, key: string, ...values: string[]): Promise<unknown> {
    await untilReady(this.#connection, signal);
    return this.#connection.evaluate(script, key, values);
  }
}

/** Tells one write from every other one. */
function createMark(): string {
  return randomBytes(12).toString('base64url');
}

function readJson(kept: string): string {
  return kept.slice(kept.indexOf('{'));
}

/** Redis tells names and values by turns. */
function* pairs(fields: readonly unknown[]): Generator<[string, string]> {
  for (let index = 0; index + 1 < fields.length; index += 2) {
    yield [String(fields[index]), String(fields[index + 1])];
  }
}
