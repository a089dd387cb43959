import type { Store, TenantRecord } from '../stores/contract.ts';
import { StoreError } from '../stores/errors.ts';

export type NextRecord = (kept: TenantRecord | undefined) => TenantRecord | undefined;

export interface RecordChange {
  readonly before: TenantRecord | undefined;
  readonly after: TenantRecord | undefined;
}

const MAX_CONFLICTS = 50;

/**
 * Changes a tenant's record by compare-and-set. `next` may run several times. If it returns the record that it was
 * given, or `undefined`, nothing is written.
 *
 * @returns the record before and after
 * @throws {StoreError}
 */
export async function changeRecord(
  store: Pick<Store, 'readTenant' | 'writeTenant'>,
  clientKey: string,
  next: NextRecord,
): Promise<RecordChange> {
  for (let conflict = 0; conflict < MAX_CONFLICTS; conflict += 1) {
    const before = await store.readTenant(clientKey);
    const after = next(before);
    if (after === undefined || after === before) return { before, after: before };
    const version = before?.version ?? 0;
    if (await store.writeTenant({ ...after, version: version + 1 }, version)) return { before, after };
  }
  throw new StoreError('store_unavailable', { store: 'store', operation: 'writeTenant' });
}
