import type { ForgeEnvironment } from '@authbeat/core';

/** One installation of the app, as stores keep it: plain data that survives JSON. */
export interface TenantRecord {
  /** The record's key. For a Forge installation it is the installation's ARI. */
  readonly clientKey: string;
  /** Counts the writes of this record, from 1. `writeTenant` compares it. */
  readonly version: number;
  readonly installed: boolean;
  readonly enabled: boolean;
  /** Grows by one with each uninstall. Sessions of an earlier generation are refused. */
  readonly generation: number;
  /** The site's base URL. */
  readonly baseUrl: string;
  /** The shared secret: as the host sent it, or sealed when there are encryption keys. */
  readonly secret: string;
  /** The secret before the last rotation. It verifies until `expiresAtMs` (milliseconds since the epoch). */
  readonly previousSecret?: { readonly secret: string; readonly expiresAtMs: number };
  /**
   * The secret of an `installed` call that an upstream has not accepted yet. It verifies beside the current one until
   * `expiresAtMs` (milliseconds since the epoch). `tokenHash` names the call's token.
   */
  readonly pendingSecret?: {
    readonly secret: string;
    readonly expiresAtMs: number;
    readonly tokenHash: string;
  };
  /** When the host issued the last `installed` or `uninstalled` call that was applied, in seconds since the epoch. */
  readonly lastEventAt: number;
  /**
   * Hashes (base64url SHA-256) of the tokens of the `installed` calls that were issued at `lastEventAt`. A token
   * does not cover the body of its call, so each token is accepted once.
   */
  readonly lastInstallTokens?: readonly string[];
  /** When the host issued the `installed` call that made the tenant installed, in seconds since the epoch. */
  readonly installedAt?: number;
  /** When the host issued the last `uninstalled` call, in seconds since the epoch. */
  readonly uninstalledAt?: number;
  /** When the host issued the last `enabled` or `disabled` call, in seconds since the epoch. */
  readonly toggledAt?: number;
  /** Which store an import took the record from. The host's next `installed` or `uninstalled` call removes it. */
  readonly imported?: {
    readonly from: 'ace' | 'spring' | 'json';
    /** When that store last wrote its row, in seconds since the epoch, if it says so. */
    readonly modifiedAt?: number;
  };
  /** With `followAce`: hashes of the rows of ACE that this record replaces. A row with another hash is newer. */
  readonly replacedRows?: readonly string[];
  /** Other fields of the host's call: product, versions, entitlement. */
  readonly details: Readonly<Record<string, string>>;
  /** Of a Forge installation, and of no other record. Such a record has no secret. */
  readonly forge?: ForgeInstallationRecord;
}

/** What a store keeps of a Forge installation besides what it keeps of every tenant. */
export interface ForgeInstallationRecord {
  /** The type of the app's environment. Absent until the first invocation token, which may come after the link. */
  readonly environment?: ForgeEnvironment;
  /** The site. Absent until an invocation token names it. */
  readonly cloudId?: string;
  /** The clientKey of the Connect tenant whose data the installation uses. */
  readonly linkedTo?: string;
  /**
   * Who has linked it: an operator, the product, or the body of a Connect `installed` call, which no token covers.
   * Without `linkedTo`, an operator has removed the link.
   */
  readonly linkedBy?: 'operator' | 'product' | 'installed';
}

/** A short text under a key, which the store forgets when it expires: a used key, a revocation, a record of tickets. */
export interface Entry {
  readonly key: string;
  /** Well-formed text of up to 16 KB of UTF-8. */
  readonly value: string;
  /** When the store may delete the entry (milliseconds since the epoch). */
  readonly expiresAtMs: number;
}

/**
 * What a store reports to its listeners. A change is a hint: it says what to read again, never what was written,
 * because a database may let others publish messages than those who may write.
 */
export type Change =
  | { readonly kind: 'tenant'; readonly clientKey: string }
  | { readonly kind: 'entry'; readonly key: string }
  /** From now on changes may be missed, until the next `gap`. Nothing that is cached may be relied on for long. */
  | { readonly kind: 'lost' }
  /** Changes may have been missed. Whatever is cached must be read again. Further changes are reported. */
  | { readonly kind: 'gap' }
  /** The time of the store's clock, in milliseconds since the epoch: after `open`, and about once a minute. */
  | { readonly kind: 'clock'; readonly nowMs: number };

/**
 * Where Authbeat keeps tenants and entries. `createStore` makes one of a `StoreDriver`.
 *
 * Keys are any well-formed text of up to 1 KB of UTF-8. Every method settles within a bounded time and rejects
 * with a `StoreError` when the database cannot be reached. A write that rejects may or may not have happened. A
 * store recovers from outages without being opened again.
 */
export interface Store {
  /**
   * Connects and migrates. The first call of any other method does the same, so `open` is for apps that want to
   * fail at start. Safe to call twice, and on several nodes at once.
   */
  open(): Promise<void>;
  /**
   * Ends what `open` began, also while it is under way. Every other method then rejects with `store_not_open` until
   * `open` is called again. A database handle that was passed in stays open.
   */
  close(): Promise<void>;

  readTenant(clientKey: string): Promise<TenantRecord | undefined>;
  /**
   * Writes a tenant in one atomic step, if the stored record has version `expected` (0: if there is none).
   * `tenant.version` is `expected + 1`.
   *
   * @returns `false` when the stored version is another one; nothing is written then
   */
  writeTenant(tenant: TenantRecord, expected: number): Promise<boolean>;
  /** Lists every tenant, in no particular order. */
  listTenants(): AsyncIterable<TenantRecord>;

  /**
   * Reads entries by their keys, at most 64 of them.
   *
   * @returns their values in the same order; `undefined` for one that does not exist or has expired
   */
  readEntries(keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  /**
   * Writes an entry in one atomic step, if the stored value is `expected` (`undefined`: if there is none, or it has
   * expired). The store's clock decides what has expired.
   *
   * @returns `false` when the stored value is another one; nothing is written then
   */
  writeEntry(entry: Entry, expected: string | undefined): Promise<boolean>;
  /**
   * Uses a key, in one atomic step across all nodes: writes an empty entry that no listener needs to know of.
   *
   * @param expiresAtMs when the key may be used again, in milliseconds since the epoch
   * @returns `true` for the first call with this key, `false` for later calls until it expires
   */
  consumeOnce(key: string, expiresAtMs: number): Promise<boolean>;

  /**
   * Calls `listener` for each `writeTenant` and `writeEntry` of any node, this one included, within a second; and
   * within 2 seconds of the moment from which changes may be missed.
   *
   * @returns a function that removes the listener
   */
  watch(listener: (change: Change) => void): () => void;
}
