import type { Store } from '../../stores/contract.ts';

/** What vitest, Jest, Mocha and node:test have in common. */
export interface TestFunctions {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
}

/** What to hand on to a store. */
export interface NodeOptions {
  /** A clock that tests move, in milliseconds since the epoch. */
  readonly now: () => number;
  /** How long to wait for the database, in milliseconds: short where the database is about to fail. */
  readonly timeout: number;
}

/** One store, as one process of an app would hold it. */
export interface Node {
  readonly store: Store;
  /** Ends the handle that the store was given, if any. Called after the store's `close`. */
  readonly dispose?: () => Promise<void> | void;
}

/** Something that may befall the database. */
export interface Fault {
  /** Ends the sentence "with a database that …", such as `is killed`. */
  readonly name: string;
  /** Whether connections outlive it, so that nothing is missed and listeners hear of no gap. Defaults to `false`. */
  readonly keepsConnections?: boolean;
  /** Makes it happen. Resolves with the function that makes it good again. */
  readonly begin: () => Promise<() => Promise<void>>;
}

/** The store that is tested. */
export interface StoreSubject {
  /**
   * Makes a store, not yet opened. Nodes of the same `place`, a short word, share their data; those of
   * different places share none.
   */
  readonly create: (place: string, options: NodeOptions) => Node | Promise<Node>;
  /** `one` leaves out what takes several nodes with the same data. Defaults to `several`. */
  readonly nodes?: 'one' | 'several';
  /** What the store has to survive. Defaults to nothing. */
  readonly faults?: readonly Fault[];
  /** How long to wait for anything at all, in milliseconds. Defaults to 5000. */
  readonly patience?: number;
}
