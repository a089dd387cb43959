import type { Store } from '../stores/contract.ts';
import { StoreError, toStoreError } from '../stores/errors.ts';

/** The verbs of a store that a request may wait for. */
export type BoundStore = Omit<Store, 'listTenants' | 'watch'>;

/**
 * A store that never keeps a request waiting, whatever it promises, and fails with a `StoreError` only.
 *
 * @param timeout milliseconds
 */
export function boundStore(store: Store, timeout: number): BoundStore {
  const bound = async <Result>(operation: string, answer: Promise<Result>): Promise<Result> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(unavailable(operation)), timeout);
    });
    try {
      return await Promise.race([answer, late]);
    } catch (error) {
      throw toStoreError(error, 'store', operation);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    open: async () => store.open(),
    close: async () => store.close(),
    readTenant: async (clientKey) => bound('readTenant', store.readTenant(clientKey)),
    writeTenant: async (tenant, expected) => bound('writeTenant', store.writeTenant(tenant, expected)),
    consumeOnce: async (key, until) => bound('consumeOnce', store.consumeOnce(key, until)),
    revoke: async (revocation) => bound('revoke', store.revoke(revocation)),
    listRevocations: async () => bound('listRevocations', store.listRevocations()),
  };
}

function unavailable(operation: string): StoreError {
  return new StoreError('store_unavailable', { store: 'store', operation, driverCode: 'TIMEOUT' });
}
