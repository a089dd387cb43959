import type { Change, Revocation } from './contract.ts';

/** A tenant on its way to the disk. */
export interface TenantWrite {
  readonly clientKey: string;
  readonly version: number;
  /** The version that the kept record must have; 0: there must be none. */
  readonly expected: number;
  /** The whole record, as JSON. */
  readonly json: string;
}

/** Some of the tenants, each as JSON, and where to go on: absent on the last page. */
export interface TenantPage {
  readonly records: readonly string[];
  readonly next?: string;
}

/**
 * What is left for one kind of database to do. Its caller (`build.ts`) has checked the arguments, gives up
 * waiting when `signal` fires, and turns whatever is thrown into a `StoreError`. Times are in milliseconds
 * since the epoch; `now` is the clock's, which tests move.
 */
export interface Backend {
  readonly name: string;
  open(emit: (change: Change) => void, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
  readTenant(clientKey: string, signal: AbortSignal): Promise<string | undefined>;
  writeTenant(write: TenantWrite, signal: AbortSignal): Promise<boolean>;
  readTenants(after: string | undefined, signal: AbortSignal): Promise<TenantPage>;
  consumeOnce(key: string, until: number, now: number, signal: AbortSignal): Promise<boolean>;
  revoke(revocation: Revocation, signal: AbortSignal): Promise<void>;
  readRevocations(now: number, signal: AbortSignal): Promise<readonly Revocation[]>;
  /** Forgets what may be forgotten. */
  sweep(now: number, signal: AbortSignal): Promise<void>;
}
