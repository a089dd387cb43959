import type { Backend, TenantPage, TenantWrite } from './backend.ts';
import { buildStore } from './build.ts';
import { checkOptions } from './check-options.ts';
import type { Change, Revocation, Store } from './contract.ts';

/** Options of `memoryStore`. */
export interface MemoryStoreOptions {
  /** The clock, in milliseconds since the epoch. Defaults to `Date.now`. */
  readonly now?: () => number;
}

/**
 * A store in the memory of one process: for tests and demonstrations. All is forgotten when the process
 * ends, and with it every installation; closing and opening it again keeps them.
 *
 * @example
 * ```ts
 * import { memoryStore } from '@authbeat/server/memory';
 *
 * const store = memoryStore();
 * await store.open();
 * await store.consumeOnce('a-ticket', Date.now() + 30_000); // true, and false from then on
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  checkOptions('memoryStore', options);
  return buildStore(new MemoryBackend(), options);
}

class MemoryBackend implements Backend {
  readonly name = 'memory';
  readonly #tenants = new Map<string, TenantWrite>();
  readonly #consumed = new Map<string, number>();
  readonly #revocations = new Map<string, Revocation>();
  #emit: (change: Change) => void = () => {};

  async open(emit: (change: Change) => void): Promise<void> {
    this.#emit = emit;
  }

  async close(): Promise<void> {
    this.#emit = () => {};
  }

  async readTenant(clientKey: string): Promise<string | undefined> {
    return this.#tenants.get(clientKey)?.json;
  }

  async writeTenant(write: TenantWrite): Promise<boolean> {
    const { clientKey, expected } = write;
    if ((this.#tenants.get(clientKey)?.version ?? 0) !== expected) return false;
    this.#tenants.set(clientKey, write);
    this.#emit({ kind: 'tenant', clientKey });
    return true;
  }

  async readTenants(): Promise<TenantPage> {
    return { records: [...this.#tenants.values()].map(({ json }) => json) };
  }

  async consumeOnce(key: string, until: number, now: number): Promise<boolean> {
    if ((this.#consumed.get(key) ?? 0) > now) return false;
    this.#consumed.set(key, until);
    return true;
  }

  async revoke(revocation: Revocation): Promise<void> {
    const { subject, before, until } = revocation;
    const kept = this.#revocations.get(subject) ?? revocation;
    this.#revocations.set(subject, {
      subject,
      before: Math.max(before, kept.before),
      until: Math.max(until, kept.until),
    });
    this.#emit({ kind: 'revocation', revocation });
  }

  async readRevocations(now: number): Promise<readonly Revocation[]> {
    return structuredClone([...this.#revocations.values()].filter(({ until }) => until > now));
  }

  async sweep(now: number): Promise<void> {
    for (const [key, until] of this.#consumed) if (until <= now) this.#consumed.delete(key);
    for (const [subject, { until }] of this.#revocations) {
      if (until <= now) this.#revocations.delete(subject);
    }
  }
}
