import type { Change, Entry } from './contract.ts';

/** A tenant to be written. */
export interface TenantWrite {
  readonly clientKey: string;
  readonly version: number;
  /** The version that the stored record must have; 0: there must be none. */
  readonly expected: number;
  /** The whole record, as JSON. */
  readonly json: string;
}

/** An entry to be written. */
export interface EntryWrite extends Entry {
  /** The value that the stored entry must have; `undefined`: there must be none, or it must have expired. */
  readonly expected: string | undefined;
  /** Whether to publish the change. */
  readonly announce: boolean;
}

/** Some of the tenants, each as JSON, and the position of the next page: absent on the last one. */
export interface TenantPage {
  readonly records: readonly string[];
  readonly next?: string;
}

/** How a subscription reports to the store. */
export interface SubscriptionEvents {
  /** Passes on a message that carries a `Change` as JSON, exactly as it was published. */
  readonly receive: (message: string) => void;
  /** Reports that the connection is lost. The store then subscribes again. */
  readonly lose: () => void;
}

/** A connection on which a database publishes changes. */
export interface Subscription {
  /** Makes a round trip on this connection. The store calls it every second. */
  readonly probe: () => Promise<unknown>;
  readonly end: () => void;
}

/** Begins a subscription; cleans up after itself if `signal` fires before it resolves. */
export type Subscribe = (events: SubscriptionEvents, signal: AbortSignal) => Promise<Subscription>;

/**
 * The part of a store that talks to one database. `createStore` makes a `Store` of it, and does the rest: it
 * validates arguments and records, opens on first use, bounds every wait, turns errors into `StoreError`s, keeps
 * listeners, and subscribes again after a lost connection.
 *
 * Arguments are valid when they arrive, and belong to the driver alone. `signal` fires when the store has stopped
 * waiting for the call; the driver should then give up and clean up. `nowMs` is the time of the store's clock, as
 * `readClock` gave it: an entry has expired when `expiresAtMs <= nowMs`. A driver rejects with whatever error its
 * database gives.
 */
export interface StoreDriver {
  /** The name in errors, such as `postgres`. */
  readonly name: string;
  /**
   * Connects and migrates. Several nodes may do so at the same time.
   *
   * @param emit reports changes, for databases without `subscribe`: this node's writes and those of others
   */
  open(emit: (change: Change) => void, signal: AbortSignal): Promise<void>;
  /** Closes what `open` opened; called as well after an `open` that failed. */
  close(): Promise<void>;
  /**
   * Listens to the changes that all nodes publish, for databases that push them. Called after `open`, and again
   * whenever the connection was lost.
   */
  readonly subscribe?: Subscribe;
  /** Returns the JSON that was written. */
  readTenant(clientKey: string, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Compares the version and writes, in one atomic step, and publishes `{ kind: 'tenant' }`: in the same step if the
   * database can.
   *
   * @returns `false` when the stored version is another one
   */
  writeTenant(write: TenantWrite, signal: AbortSignal): Promise<boolean>;
  /** @param after the `next` of the page before; `undefined` for the first page */
  readTenants(after: string | undefined, signal: AbortSignal): Promise<TenantPage>;
  /** Returns the values of the entries that have not expired, in the order of `keys`. */
  readEntries(
    keys: readonly string[],
    nowMs: number,
    signal: AbortSignal,
  ): Promise<readonly (string | undefined)[]>;
  /**
   * Compares the value and writes, in one atomic step; then publishes `{ kind: 'entry' }` if `announce` is set, in the
   * same step if the database can.
   *
   * @returns `false` when the stored value is another one
   */
  writeEntry(write: EntryWrite, nowMs: number, signal: AbortSignal): Promise<boolean>;
  /**
   * Deletes expired entries, a bounded number of them and without reading the others. Called about once a minute, and
   * again until it returns `false`. A database that deletes them by itself returns `false`.
   *
   * @returns whether there may be more
   */
  sweep(nowMs: number, signal: AbortSignal): Promise<boolean>;
  /**
   * Reads the database's clock, in milliseconds since the epoch. All nodes go by it, whatever their own clocks say.
   * Left out by databases without a clock of their own.
   */
  readClock?(signal: AbortSignal): Promise<number>;
}
