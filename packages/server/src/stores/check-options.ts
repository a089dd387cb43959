import { ConfigurationError } from '../errors.ts';
import type { StoreOptions } from './build.ts';

/** The longest wait that Node's timers can measure, in milliseconds. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * Refuses options that cannot be used, all at once.
 *
 * @param store the function's name
 * @param problems what the store found by itself
 * @throws {ConfigurationError}
 */
export function checkOptions(
  store: string,
  { timeout, now }: StoreOptions,
  problems: readonly string[] = [],
): void {
  const all = [...problems];
  if (timeout !== undefined && !(Number.isInteger(timeout) && timeout > 0 && timeout <= LONGEST_TIMEOUT)) {
    all.push('timeout must be a whole number of milliseconds above 0');
  }
  if (now !== undefined && typeof now !== 'function') all.push('now must be a function');
  if (all.length > 0) throw new ConfigurationError(all.map((problem) => `${store}: ${problem}`));
}
