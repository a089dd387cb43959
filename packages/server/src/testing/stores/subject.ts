import type { Store } from '../../stores/contract.ts';

/** The functions that Vitest, Jest, Mocha and `node:test` have in common. */
export interface TestFunctions {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
}

/** The options that the suite gives a store. */
export interface StoreNodeOptions {
  /** A clock that tests move, in milliseconds since the epoch. */
  readonly now: () => number;
  /** How long to wait for the database, in seconds: short in tests of faults. */
  readonly timeout: number;
}

/** A store, as one process of an app has it. */
export interface StoreNode {
  readonly store: Store;
  /** Ends the handle that the store was given, if any. Called after the store's `close`. */
  readonly dispose?: () => Promise<void> | void;
}

/** A way in which a database fails. */
export interface Fault {
  /** Completes the sentence "with a database that …", such as `is killed`. */
  readonly name: string;
  /** Whether connections survive, so that no change is lost and listeners get no gap. Defaults to `false`. */
  readonly keepsConnections?: boolean;
  /** Begins the fault. Resolves with a function that ends it. */
  readonly begin: () => Promise<() => Promise<void>>;
}

/** The store to test. */
export interface StoreSubject {
  /**
   * Makes a store that is not open yet. Nodes of the same `place`, a short word, share their data; nodes of
   * different places share none.
   */
  readonly create: (place: string, options: StoreNodeOptions) => StoreNode | Promise<StoreNode>;
  /** `one` leaves out the tests that need several nodes with the same data. Defaults to `several`. */
  readonly nodes?: 'one' | 'several';
  /** The faults that the store must survive. Defaults to none. */
  readonly faults?: readonly Fault[];
  /** How long a test waits for anything, in seconds. Defaults to 5. */
  readonly patience?: number;
}
