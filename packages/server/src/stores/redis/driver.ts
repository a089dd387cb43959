import { randomBytes } from 'node:crypto';
import type { Change } from '../contract.ts';
import type { EntryWrite, StoreDriver, Subscribe, TenantPage, TenantWrite } from '../driver.ts';
import { StoreError } from '../errors.ts';
import { quieten } from '../quieten.ts';
import { untilReady, type RedisConnection } from './connection.ts';
import * as scripts from './scripts.ts';

/** Talks to Redis by scripts: Redis runs each as one atomic step. */
export class RedisDriver implements StoreDriver {
  readonly name = 'redis';
  readonly #connection: RedisConnection;
  readonly #prefix: string;
  readonly #tenants: string;
  readonly #channel: string;
  readonly #allowsEviction: boolean;
  readonly subscribe: Subscribe;

  constructor(connection: RedisConnection, prefix: string, allowsEviction: boolean) {
    this.#connection = connection;
    this.#prefix = prefix;
    this.#tenants = `${prefix}tenants`;
    this.#channel = `${prefix}changes`;
    this.#allowsEviction = allowsEviction;
    this.subscribe = connection.subscribeTo(this.#channel);
  }

  async open(_emit: (change: Change) => void, signal: AbortSignal): Promise<void> {
    quieten(this.#connection.emitter);
    await this.#connection.begin();
    await untilReady(this.#connection, signal);
    const policies = await this.#connection.evaluateEverywhere(scripts.READ_EVICTION_POLICY);
    if (policies.some((policy) => String(policy) !== 'noeviction') && !this.#allowsEviction) {
      throw new StoreError('store_evicts', { store: 'redis', operation: 'open' });
    }
  }

  /** The client is the app's to close. */
  async close(): Promise<void> {}

  async readTenant(clientKey: string, signal: AbortSignal): Promise<string | undefined> {
    const stored = await this.#run(signal, scripts.READ_TENANT, this.#tenants, clientKey);
    // Clients can be set to return buffers.
    return stored instanceof Buffer || typeof stored === 'string' ? readJson(String(stored)) : undefined;
  }

  async writeTenant(write: TenantWrite, signal: AbortSignal): Promise<boolean> {
    const { clientKey, version, expected, json } = write;
    const change = toMessage({ kind: 'tenant', clientKey });
    const values = [clientKey, String(expected), String(version), createMark(), json, this.#channel, change];
    return (await this.#run(signal, scripts.WRITE_TENANT, this.#tenants, ...values)) === 1;
  }

  async readTenants(after: string | undefined, signal: AbortSignal): Promise<TenantPage> {
    const reply = await this.#run(signal, scripts.READ_TENANTS, this.#tenants, after ?? '0');
    const [cursor, fields] = reply as [unknown, unknown[]];
    const records = [...pairs(fields)].map(([, kept]) => readJson(kept));
    return String(cursor) === '0' ? { records } : { records, next: String(cursor) };
  }

  async readEntries(
    keys: readonly string[],
    nowMs: number,
    signal: AbortSignal,
  ): Promise<readonly (string | undefined)[]> {
    // One call each, because the keys may be on different nodes of a cluster. They travel together.
    const kept = await Promise.all(
      keys.map((key) => this.#run(signal, scripts.READ_ENTRY, this.#entryName(key))),
    );
    return kept.map((stored) => readEntry(stored, nowMs));
  }

  async writeEntry(write: EntryWrite, nowMs: number, signal: AbortSignal): Promise<boolean> {
    const { key, value, expiresAtMs, expected, announce } = write;
    const change = announce ? toMessage({ kind: 'entry', key }) : '';
    const values = [String(expiresAtMs), String(nowMs), createMark(), value, this.#channel, change];
    if (expected !== undefined) values.push(expected);
    return (await this.#run(signal, scripts.WRITE_ENTRY, this.#entryName(key), ...values)) === 1;
  }

  /** Redis deletes expired keys by itself. */
  async sweep(): Promise<boolean> {
    return false;
  }

  async readClock(signal: AbortSignal): Promise<number> {
    const [seconds, microseconds] = (await this.#run(signal, scripts.READ_CLOCK, this.#tenants)) as unknown[];
    return Number(String(seconds)) * 1000 + Number(String(microseconds)) / 1000;
  }

  #entryName(key: string): string {
    return `${this.#prefix}entry:${key}`;
  }

  async #run(signal: AbortSignal, script: string, key: string, ...values: string[]): Promise<unknown> {
    await untilReady(this.#connection, signal);
    return this.#connection.evaluate(script, key, values);
  }
}

/** Makes a message that no other write publishes, so that one which arrives twice is recognized. */
function toMessage(change: Change): string {
  return JSON.stringify({ ...change, mark: createMark() });
}

/** Makes the random mark of one write. */
function createMark(): string {
  return randomBytes(12).toString('base64url');
}

function readJson(kept: string): string {
  return kept.slice(kept.indexOf('{'));
}

/**
 * Returns the value of a stored entry; `undefined` if there is none, or it has expired.
 *
 * @throws {StoreError} `store_record_invalid`: a revocation that is damaged must not count as none
 */
function readEntry(stored: unknown, nowMs: number): string | undefined {
  if (!(stored instanceof Buffer || typeof stored === 'string')) return undefined;
  const [, expiry, value] = /^(\d+) \S+ (.*)$/s.exec(String(stored)) ?? [];
  if (value === undefined)
    throw new StoreError('store_record_invalid', { store: 'redis', operation: 'readEntries' });
  return Number(expiry) > nowMs ? value : undefined;
}

/** Redis lists names and values alternately. */
function* pairs(fields: readonly unknown[]): Generator<[string, string]> {
  for (let index = 0; index + 1 < fields.length; index += 2) {
    yield [String(fields[index]), String(fields[index + 1])];
  }
}
