import type { Change, Revocation, Store, TenantRecord } from './contract.ts';
import type { StoreDriver } from './driver.ts';
import { StoreError, toStoreError } from './errors.ts';
import { keepSubscribed } from './keep-subscribed.ts';
import { createOpening, type Opening } from './opening.ts';
import { isCount, isKey, isRevocation, isTenant, parseTenant } from './records.ts';
import { resolveStoreOptions, type StoreOptions } from './store-options.ts';
import { waitAtMost } from './wait.ts';

/** How much longer opening may take than a call: a node may have to wait for another one's migrations. */
const OPEN_FACTOR = 5;
const SWEEP_INTERVAL_MS = 60_000;

/**
 * Makes a store of a driver. The store validates arguments and records, opens on first use, bounds every wait by
 * `timeout`, turns errors into `StoreError`s, and keeps listeners informed across lost connections.
 *
 * @throws {ConfigurationError} with every mistake in the options
 *
 * @example
 * ```ts
 * import { createStore, type StoreDriver } from '@authbeat/server/store';
 *
 * declare const driver: StoreDriver;
 * export const store = createStore(driver, { timeout: 1 });
 * ```
 *
 * See docs/stores/write-your-own.md.
 */
export function createStore(driver: StoreDriver, options: StoreOptions = {}): Store {
  return new DriverStore(driver, resolveStoreOptions('createStore', options));
}

class DriverStore implements Store {
  readonly #driver: StoreDriver;
  readonly #timeoutMs: number;
  readonly #now: () => number;
  readonly #opening: Opening;
  readonly #listeners = new Set<(change: Change) => void>();
  #unsubscribe: () => void = () => {};
  #sweptAtMs = 0;

  constructor(driver: StoreDriver, { timeout, now }: Required<StoreOptions>) {
    this.#driver = driver;
    this.#timeoutMs = timeout * 1000;
    this.#now = now;
    this.#opening = createOpening(driver.name, {
      open: (cancelled) => this.#openDriver(cancelled),
      close: () => this.#closeDriver(),
    });
  }

  open(): Promise<void> {
    return this.#opening.open();
  }

  close(): Promise<void> {
    return this.#opening.close();
  }

  async readTenant(clientKey: string): Promise<TenantRecord | undefined> {
    this.#require('readTenant', 'clientKey', isKey(clientKey));
    const json = await this.#call('readTenant', (signal) => this.#driver.readTenant(clientKey, signal));
    return json === undefined ? undefined : this.#parse('readTenant', json);
  }

  async writeTenant(tenant: TenantRecord, expected: number): Promise<boolean> {
    this.#require('writeTenant', 'tenant', isTenant(tenant));
    this.#require('writeTenant', 'expected', isCount(expected) && tenant.version === expected + 1);
    const { clientKey, version } = tenant;
    const write = { clientKey, version, expected, json: JSON.stringify(tenant) };
    return this.#call('writeTenant', (signal) => this.#driver.writeTenant(write, signal));
  }

  async *listTenants(): AsyncGenerator<TenantRecord, void> {
    let after: string | undefined;
    do {
      const page = await this.#call('listTenants', (signal) => this.#driver.readTenants(after, signal));
      for (const json of page.records) yield this.#parse('listTenants', json);
      after = page.next;
    } while (after !== undefined);
  }

  async consumeOnce(key: string, expiresAtMs: number): Promise<boolean> {
    this.#require('consumeOnce', 'key', isKey(key));
    this.#require('consumeOnce', 'expiresAtMs', isCount(expiresAtMs));
    const nowMs = this.#now();
    const isFirst = await this.#call('consumeOnce', (signal) =>
      this.#driver.consumeOnce(key, expiresAtMs, nowMs, signal),
    );
    this.#sweepIfDue();
    return isFirst;
  }

  async revoke(revocation: Revocation): Promise<void> {
    this.#require('revoke', 'revocation', isRevocation(revocation));
    const { subject, beforeMs, expiresAtMs } = revocation;
    await this.#call('revoke', (signal) => this.#driver.revoke({ subject, beforeMs, expiresAtMs }, signal));
    this.#sweepIfDue();
  }

  async listRevocations(): Promise<readonly Revocation[]> {
    const nowMs = this.#now();
    const listed = await this.#call('listRevocations', (signal) =>
      this.#driver.readRevocations(nowMs, signal),
    );
    if (!listed.every(isRevocation)) throw this.#damaged('listRevocations');
    return listed.map(({ subject, beforeMs, expiresAtMs }) => ({ subject, beforeMs, expiresAtMs }));
  }

  watch(listener: (change: Change) => void): () => void {
    // The same function may be added twice, and each addition ends on its own.
    const own = (change: Change): void => listener(structuredClone(change));
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  async #openDriver(cancelled: AbortSignal): Promise<void> {
    const open = async (signal: AbortSignal): Promise<void> => {
      await this.#driver.open(this.#emit, signal);
      if (!this.#driver.subscribe) return;
      const subscribe = this.#driver.subscribe.bind(this.#driver);
      const stop = await keepSubscribed(subscribe, this.#emit, this.#timeoutMs, signal);
      signal.throwIfAborted();
      this.#unsubscribe = stop;
    };
    await this.#wait('open', OPEN_FACTOR * this.#timeoutMs, open, cancelled);
  }

  async #closeDriver(): Promise<void> {
    this.#unsubscribe();
    await this.#wait('close', this.#timeoutMs, () => this.#driver.close());
  }

  readonly #emit = (change: Change): void => {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch {
        // The error may hold a secret, so it is not reported; the other listeners still get the change.
        process.emitWarning('A listener of a store threw an error.', { code: 'AUTHBEAT_STORE_LISTENER' });
      }
    }
  };

  #require(operation: string, argument: string, isValid: boolean): void {
    const store = this.#driver.name;
    if (!isValid) throw new StoreError('store_argument_invalid', { store, operation, argument });
  }

  #parse(operation: string, json: string): TenantRecord {
    const tenant = parseTenant(json);
    if (!tenant) throw this.#damaged(operation);
    return tenant;
  }

  #damaged(operation: string): StoreError {
    return new StoreError('store_record_invalid', { store: this.#driver.name, operation });
  }

  /** Calls the driver once the store is open, both within one `timeout`. */
  async #call<T>(operation: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#wait(operation, this.#timeoutMs, async (signal) => {
      await this.#opening.ready(operation);
      signal.throwIfAborted();
      return work(signal);
    });
  }

  async #wait<T>(
    operation: string,
    timeoutMs: number,
    work: (signal: AbortSignal) => Promise<T>,
    cancelled?: AbortSignal,
  ): Promise<T> {
    try {
      return await waitAtMost(timeoutMs, work, cancelled);
    } catch (error) {
      throw toStoreError(error, this.#driver.name, operation);
    }
  }

  #sweepIfDue(): void {
    const nowMs = this.#now();
    if (Math.abs(nowMs - this.#sweptAtMs) < SWEEP_INTERVAL_MS) return;
    this.#sweptAtMs = nowMs;
    // A sweep that fails is repeated a minute later, so its error is dropped.
    this.#call('sweep', (signal) => this.#driver.sweep(nowMs, signal)).catch(() => {});
  }
}
