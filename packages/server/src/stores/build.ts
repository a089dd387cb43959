import type { Backend } from './backend.ts';
import type { Change, Revocation, Store, TenantRecord } from './contract.ts';
import { StoreError, toStoreError } from './errors.ts';
import { isCount, isKey, isRevocation, isTenant, parseTenant } from './records.ts';
import { waitAtMost } from './wait.ts';

/** How much longer `open` may take than anything else: a node may have to wait for another's migrations. */
const OPEN_FACTOR = 5;
/** How long to wait for an answer of the database, in milliseconds. */
export const DEFAULT_TIMEOUT = 2000;
/** How often a node clears out what may be forgotten, in milliseconds. */
const SWEEP_INTERVAL = 60_000;

/** What every store lets one choose. */
export interface StoreOptions {
  /**
   * How long to wait for an answer of the database, in milliseconds; `open` waits five times as long.
   * Defaults to 2000.
   */
  readonly timeout?: number;
  /** The clock, in milliseconds since the epoch. Defaults to `Date.now`. */
  readonly now?: () => number;
}

/** Makes a store of a backend: checks, bounded waits, typed errors and listeners are the same for all. */
export function buildStore(
  backend: Backend,
  { timeout = DEFAULT_TIMEOUT, now = Date.now }: StoreOptions = {},
): Store {
  return new BackendStore(backend, timeout, now);
}

class BackendStore implements Store {
  readonly #backend: Backend;
  readonly #timeout: number;
  readonly #now: () => number;
  readonly #listeners = new Set<(change: Change) => void>();
  #isOpen = false;
  #lastTransition: Promise<void> = Promise.resolve();
  #sweptAt = 0;

  constructor(backend: Backend, timeout: number, now: () => number) {
    this.#backend = backend;
    this.#timeout = timeout;
    this.#now = now;
  }

  open(): Promise<void> {
    return this.#queueTransition(async () => {
      if (this.#isOpen) return;
      try {
        await this.#wait('open', OPEN_FACTOR * this.#timeout, (signal) =>
          this.#backend.open(this.#emit, signal),
        );
        this.#isOpen = true;
      } catch (error) {
        await this.#wait('close', this.#timeout, () => this.#backend.close()).catch(() => {});
        throw error;
      }
    });
  }

  close(): Promise<void> {
    return this.#queueTransition(async () => {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      await this.#wait('close', this.#timeout, () => this.#backend.close());
    });
  }

  async readTenant(clientKey: string): Promise<TenantRecord | undefined> {
    this.#check('readTenant', 'clientKey', isKey(clientKey));
    const json = await this.#ask('readTenant', (signal) => this.#backend.readTenant(clientKey, signal));
    return json === undefined ? undefined : this.#parse('readTenant', json);
  }

  async writeTenant(tenant: TenantRecord, expected: number): Promise<boolean> {
    this.#check('writeTenant', 'tenant', isTenant(tenant));
    this.#check('writeTenant', 'expected', isCount(expected) && tenant.version === expected + 1);
    const { clientKey, version } = tenant;
    const write = { clientKey, version, expected, json: JSON.stringify(tenant) };
    return this.#ask('writeTenant', (signal) => this.#backend.writeTenant(write, signal));
  }

  async *listTenants(): AsyncGenerator<TenantRecord, void> {
    let after: string | undefined;
    do {
      const page = await this.#ask('listTenants', (signal) => this.#backend.readTenants(after, signal));
      for (const json of page.records) yield this.#parse('listTenants', json);
      after = page.next;
    } while (after !== undefined);
  }

  async consumeOnce(key: string, until: number): Promise<boolean> {
    this.#check('consumeOnce', 'key', isKey(key));
    this.#check('consumeOnce', 'until', isCount(until));
    const now = this.#now();
    const isFirst = await this.#ask('consumeOnce', (signal) =>
      this.#backend.consumeOnce(key, until, now, signal),
    );
    this.#sweepNowAndThen();
    return isFirst;
  }

  async revoke(revocation: Revocation): Promise<void> {
    this.#check('revoke', 'revocation', isRevocation(revocation));
    const { subject, before, until } = revocation;
    await this.#ask('revoke', (signal) => this.#backend.revoke({ subject, before, until }, signal));
    this.#sweepNowAndThen();
  }

  async listRevocations(): Promise<readonly Revocation[]> {
    return this.#ask('listRevocations', (signal) => this.#backend.readRevocations(this.#now(), signal));
  }

  watch(listener: (change: Change) => void): () => void {
    const own = (change: Change): void => listener(change);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  readonly #emit = (change: Change): void => {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch {
        // Whatever a listener threw may hold a secret; the other listeners must hear of the change.
        process.emitWarning('A listener of a store threw an error.', { code: 'AUTHBEAT_STORE_LISTENER' });
      }
    }
  };

  #queueTransition(transition: () => Promise<void>): Promise<void> {
    const next = this.#lastTransition.then(transition);
    this.#lastTransition = next.catch(() => {});
    return next;
  }

  #check(operation: string, argument: string, holds: boolean): void {
    const store = this.#backend.name;
    if (!holds) throw new StoreError('store_argument_invalid', { store, operation, argument });
  }

  #parse(operation: string, json: string): TenantRecord {
    const tenant = parseTenant(json);
    if (!tenant) throw new StoreError('store_record_invalid', { store: this.#backend.name, operation });
    return tenant;
  }

  async #ask<T>(operation: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (!this.#isOpen) throw new StoreError('store_not_open', { store: this.#backend.name, operation });
    return this.#wait(operation, this.#timeout, work);
  }

  async #wait<T>(operation: string, timeout: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await waitAtMost(timeout, work);
    } catch (error) {
      throw toStoreError(error, this.#backend.name, operation);
    }
  }

  #sweepNowAndThen(): void {
    const now = this.#now();
    if (Math.abs(now - this.#sweptAt) < SWEEP_INTERVAL) return;
    this.#sweptAt = now;
    // What is not swept now is swept a minute later: nobody has to hear of it.
    this.#ask('sweep', (signal) => this.#backend.sweep(now, signal)).catch(() => {});
  }
}
