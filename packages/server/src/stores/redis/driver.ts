import { randomBytes } from 'node:crypto';
import type { Change, Revocation } from '../contract.ts';
import type { StoreDriver, Subscribe, TenantPage, TenantWrite } from '../driver.ts';
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
  readonly #revocations: string;
  readonly #channel: string;
  readonly #allowsEviction: boolean;
  readonly subscribe: Subscribe;

  constructor(connection: RedisConnection, prefix: string, allowsEviction: boolean) {
    this.#connection = connection;
    this.#prefix = prefix;
    this.#tenants = `${prefix}tenants`;
    this.#revocations = `${prefix}revocations`;
    this.#channel = `${prefix}changes`;
    this.#allowsEviction = allowsEviction;
    this.subscribe = connection.subscribeTo(this.#channel);
  }

  async open(_emit: (change: Change) => void, signal: AbortSignal): Promise<void> {
    quieten(this.#connection.emitter);
    await this.#connection.begin();
    const policy = await this.#run(signal, scripts.READ_EVICTION_POLICY, this.#tenants);
    if (String(policy) !== 'noeviction' && !this.#allowsEviction) {
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

  async consumeOnce(key: string, expiresAtMs: number, nowMs: number, signal: AbortSignal): Promise<boolean> {
    const name = `${this.#prefix}consumed:${key}`;
    const values = [String(expiresAtMs), String(nowMs), createMark()];
    return (await this.#run(signal, scripts.CONSUME_ONCE, name, ...values)) === 1;
  }

  async revoke(revocation: Revocation, signal: AbortSignal): Promise<void> {
    const { subject, beforeMs, expiresAtMs } = revocation;
    const change = JSON.stringify({ kind: 'revocation', revocation } satisfies Change);
    const values = [subject, String(beforeMs), String(expiresAtMs), this.#channel, change];
    await this.#run(signal, scripts.REVOKE, this.#revocations, ...values);
  }

  async readRevocations(nowMs: number, signal: AbortSignal): Promise<readonly Revocation[]> {
    const fields = await this.#run(signal, scripts.READ_REVOCATIONS, this.#revocations);
    return [...pairs(fields as unknown[])]
      .map(([subject, stored]) => {
        const [beforeMs, expiresAtMs] = stored.split(' ').map(Number);
        return { subject, beforeMs: beforeMs ?? 0, expiresAtMs: expiresAtMs ?? 0 };
      })
      .filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  }

  async sweep(nowMs: number, signal: AbortSignal): Promise<void> {
    await this.#run(signal, scripts.SWEEP_REVOCATIONS, this.#revocations, String(nowMs));
  }

  async #run(signal: AbortSignal, script: string, key: string, ...values: string[]): Promise<unknown> {
    await untilReady(this.#connection, signal);
    return this.#connection.evaluate(script, key, values);
  }
}

/** Makes the random mark of one write. */
function createMark(): string {
  return randomBytes(12).toString('base64url');
}

function readJson(kept: string): string {
  return kept.slice(kept.indexOf('{'));
}

/** Redis lists names and values alternately. */
function* pairs(fields: readonly unknown[]): Generator<[string, string]> {
  for (let index = 0; index + 1 < fields.length; index += 2) {
    yield [String(fields[index]), String(fields[index + 1])];
  }
}
