import type { Store } from './contract.ts';
import { createStore } from './create-store.ts';
import { MemoryDriver } from './memory/driver.ts';
import { resolveStoreOptions, type StoreOptions } from './store-options.ts';

/** Options of `memoryStore`. */
export type MemoryStoreOptions = Pick<StoreOptions, 'now'>;

/**
 * Makes a store in the memory of one process, for tests and demonstrations. It keeps its data while it is closed,
 * and loses it when the process ends.
 *
 * @throws {ConfigurationError} with every mistake in the options
 *
 * @example
 * ```ts
 * import { memoryStore } from '@authbeat/server/memory';
 *
 * const store = memoryStore();
 * await store.consumeOnce('a-ticket', Date.now() + 30_000); // true, and false from then on
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  return createStore(new MemoryDriver(), resolveStoreOptions('memoryStore', options));
}
