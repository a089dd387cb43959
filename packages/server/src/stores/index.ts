export { createStore } from './create-store.ts';
export type { StoreOptions } from './store-options.ts';
export type {
  EntryWrite,
  StoreDriver,
  Subscribe,
  Subscription,
  SubscriptionEvents,
  TenantPage,
  TenantWrite,
} from './driver.ts';
export type { Change, Entry, Store, TenantRecord } from './contract.ts';
export { StoreError } from './errors.ts';
export type { StoreErrorCode, StoreErrorData } from './errors.ts';
