/** One installation of the app, as stores keep it: plain data that survives JSON. */
export interface TenantRecord {
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
  /** When the host issued the last `installed` or `uninstalled` call that was applied, in seconds since the epoch. */
  readonly lastEventAt: number;
  /**
   * Hashes (base64url SHA-256) of the tokens of the `installed` calls that were issued at `lastEventAt`. A token
   * does not cover the body of its call, so each token is accepted once.
   */
  readonly lastInstallTokens?: readonly string[];
  /** When the host issued the last `uninstalled` call, in seconds since the epoch. */
  readonly uninstalledAt?: number;
  /** When the host issued the last `enabled` or `disabled` call, in seconds since the epoch. */
  readonly toggledAt?: number;
  /** Other fields of the host's call: product, versions, entitlement. */
  readonly details: Readonly<Record<string, string>>;
}

/** The end of one session, of an account's sessions, or of a tenant's sessions. */
export interface Revocation {
  /**
   * Names what is revoked: `session:<session id>`, `account:<hash>` or `tenant:<hash>`. The hash is the base64url
   * SHA-256 of the clientKey and the accountId.
   */
  readonly subject: string;
  /** Sessions whose last host proof is older than this are refused (milliseconds since the epoch). */
  readonly beforeMs: number;
  /** When the store may delete the revocation (milliseconds since the epoch). */
  readonly expiresAtMs: number;
}

/** A write, as every node on the store receives it. */
export type Change =
  | { readonly kind: 'tenant'; readonly clientKey: string }
  | { readonly kind: 'revocation'; readonly revocation: Revocation }
  /** Changes may have been lost. Whatever is cached must be read again. */
  | { readonly kind: 'gap' };

/**
 * Where Authbeat keeps tenants, used keys and revocations. `createStore` makes one of a `StoreDriver`.
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
   * Uses a key, in one atomic step across all nodes.
   *
   * @param expiresAtMs when the key may be used again, in milliseconds since the epoch
   * @returns `true` for the first call with this key, `false` for later calls until it expires
   */
  consumeOnce(key: string, expiresAtMs: number): Promise<boolean>;

  /** Stores a revocation. Two of the same subject merge to the later `beforeMs` and the later `expiresAtMs`. */
  revoke(revocation: Revocation): Promise<void>;
  /** Lists the revocations that have not expired. */
  listRevocations(): Promise<readonly Revocation[]>;

  /**
   * Calls `listener` for each write of any node, this one included, within a second.
   *
   * @returns a function that removes the listener
   */
  watch(listener: (change: Change) => void): () => void;
}
