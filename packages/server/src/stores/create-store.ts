import { setImmediate } from 'node:timers/promises';
import type { Change, Entry, Store, TenantRecord } from './contract.ts';
import type { EntryWrite, StoreDriver } from './driver.ts';
import { StoreError, toStoreError } from './errors.ts';
import { keepSubscribed } from './keep-subscribed.ts';
import { Opening } from './opening.ts';
import { isCount, isEntryValue, isKey, isTenant, parseTenant } from './records.ts';
import { createStoreClock, type StoreClock } from './store-clock.ts';
import { resolveStoreOptions, type ResolvedStoreOptions, type StoreOptions } from './store-options.ts';
import { waitAtMost } from './wait.ts';

/** How much longer opening may take than a call: a node may have to wait for another one's migrations. */
const OPEN_FACTOR = 5;
const SWEEP_INTERVAL_MS = 60_000;
/** How often one sweep may call the driver: what is left then waits a minute. */
const MAX_SWEEPS = 1000;
const MAX_READ_KEYS = 64;

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
  readonly #clock: StoreClock;
  readonly #opening: Opening;
  readonly #listeners = new Set<(change: Change) => void>();
  #unsubscribe: () => void = () => {};
  #sweptAtMs = Number.NEGATIVE_INFINITY;

  constructor(driver: StoreDriver, { timeout, now }: ResolvedStoreOptions) {
    this.#driver = driver;
    this.#timeoutMs = timeout * 1000;
    this.#clock = createStoreClock(driver, now);
    this.#opening = new Opening(driver.name, {
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

  async readEntries(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    this.#require('readEntries', 'keys', keys.length <= MAX_READ_KEYS && keys.every(isKey));
    const own = [...keys];
    const values = await this.#call('readEntries', (signal) =>
      this.#driver.readEntries(own, this.#clock.now(), signal),
    );
    const isComplete = values.length === keys.length;
    if (!isComplete || !values.every((value) => value === undefined || isEntryValue(value))) {
      throw this.#damaged('readEntries');
    }
    return [...values];
  }

  async writeEntry({ key, value, expiresAtMs }: Entry, expected: string | undefined): Promise<boolean> {
    const isExpectable = expected === undefined || isEntryValue(expected);
    this.#require('writeEntry', 'entry', isKey(key) && isEntryValue(value) && isCount(expiresAtMs));
    this.#require('writeEntry', 'expected', isExpectable);
    return this.#writeEntry('writeEntry', { key, value, expiresAtMs, expected, announce: true });
  }

  async consumeOnce(key: string, expiresAtMs: number): Promise<boolean> {
    this.#require('consumeOnce', 'key', isKey(key));
    this.#require('consumeOnce', 'expiresAtMs', isCount(expiresAtMs));
    const entry = { key, value: '', expiresAtMs, expected: undefined, announce: false };
    return this.#writeEntry('consumeOnce', entry);
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
      await this.#readClock(signal);
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

  async #writeEntry(operation: string, write: EntryWrite): Promise<boolean> {
    const isWritten = await this.#call(operation, (signal) =>
      this.#driver.writeEntry(write, this.#clock.now(), signal),
    );
    this.#sweepIfDue();
    return isWritten;
  }

  async #readClock(signal: AbortSignal): Promise<void> {
    this.#emit({ kind: 'clock', nowMs: await this.#clock.set(signal) });
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
      if (this.#opening.state !== 'open') await this.#opening.ready(operation);
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
    const nowMs = this.#clock.now();
    if (Math.abs(nowMs - this.#sweptAtMs) < SWEEP_INTERVAL_MS) return;
    this.#sweptAtMs = nowMs;
    // A sweep that fails is repeated a minute later, so its error is dropped.
    this.#sweep().catch(() => {});
  }

  async #sweep(): Promise<void> {
    await this.#call('sweep', (signal) => this.#readClock(signal));
    let hasMore = true;
    for (let count = 0; hasMore && count < MAX_SWEEPS; count += 1) {
      hasMore = await this.#call('sweep', (signal) => this.#driver.sweep(this.#clock.now(), signal));
      // Requests come first: a sweep of many entries must not hold them up.
      await setImmediate();
    }
  }
}
