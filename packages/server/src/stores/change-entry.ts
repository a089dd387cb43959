import type { Entry, Store } from './contract.ts';
import { StoreError } from './errors.ts';

/** The next value of an entry, and when it expires. */
export type NextEntry = Pick<Entry, 'value' | 'expiresAtMs'>;

const MAX_CONFLICTS = 100;

/**
 * Changes an entry by compare-and-set. `next` runs again whenever another caller was faster. If it returns `undefined`
 * or the stored value, nothing is written.
 *
 * @throws {StoreError} `store_unavailable` when it was too slow again and again
 */
export async function changeEntry(
  store: Store,
  key: string,
  next: (stored: string | undefined) => NextEntry | undefined,
): Promise<void> {
  for (let conflict = 0; conflict < MAX_CONFLICTS; conflict += 1) {
    const [stored] = await store.readEntries([key]);
    const entry = next(stored);
    if (!entry || entry.value === stored) return;
    if (await store.writeEntry({ key, ...entry }, stored)) return;
  }
  throw new StoreError('store_unavailable', { store: 'store', operation: 'writeEntry' });
}
