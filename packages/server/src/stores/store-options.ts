import { ConfigurationError } from '../errors.ts';

/** The longest `timeout` of a store, in seconds. */
export const LONGEST_STORE_TIMEOUT = 60;
const DEFAULT_TIMEOUT = 2;

/** Options that every store has. */
export interface StoreOptions {
  /**
   * How long a call may wait for the database, in seconds: above 0, up to 60. Opening may take five times as long.
   * Defaults to 2.
   */
  readonly timeout?: number;
  /** A clock in milliseconds since the epoch, for tests. Defaults to the database's clock, or the machine's if it has none. */
  readonly now?: () => number;
}

/** The options of a store, complete and checked. */
export type ResolvedStoreOptions = Required<Omit<StoreOptions, 'now'>> & Pick<StoreOptions, 'now'>;

/**
 * Completes the options of a store.
 *
 * @param store the name of the function that takes the options
 * @param problems what that function found wrong with its other arguments
 * @throws {ConfigurationError} with every mistake
 */
export function resolveStoreOptions(
  store: string,
  { timeout = DEFAULT_TIMEOUT, now }: StoreOptions,
  problems: readonly string[] = [],
): ResolvedStoreOptions {
  const all = [...problems];
  if (typeof timeout !== 'number' || !(timeout > 0 && timeout <= LONGEST_STORE_TIMEOUT)) {
    all.push(`timeout must be a number of seconds above 0, up to ${LONGEST_STORE_TIMEOUT}`);
  }
  if (now !== undefined && typeof now !== 'function') all.push('now must be a function');
  if (all.length > 0) throw new ConfigurationError(all.map((problem) => `${store}: ${problem}`));
  return { timeout, ...(now && { now }) };
}
