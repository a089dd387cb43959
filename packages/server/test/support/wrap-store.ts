import type { Store } from '../../src/stores/contract.ts';

/** A store in which some methods are replaced. */
export function wrapStore(store: Store, replacements: Partial<Store>): Store {
  return {
    open: () => store.open(),
    close: () => store.close(),
    readTenant: (clientKey) => store.readTenant(clientKey),
    writeTenant: (tenant, expected) => store.writeTenant(tenant, expected),
    listTenants: () => store.listTenants(),
    consumeOnce: (key, expiresAtMs) => store.consumeOnce(key, expiresAtMs),
    readEntries: (keys) => store.readEntries(keys),
    writeEntry: (entry, expected) => store.writeEntry(entry, expected),
    watch: (listener) => store.watch(listener),
    ...replacements,
  };
}
