/** One installation of the app, as it is kept. Plain data: a store keeps it as JSON. */
export interface TenantRecord {
  readonly clientKey: string;
  /** Counts the writes of this record, from 1. What compare-and-set compares. */
  readonly version: number;
  readonly installed: boolean;
  readonly enabled: boolean;
  /** How often the app was uninstalled here. A session of an earlier generation is dead. */
  readonly generation: number;
  /** The site's base URL. */
  readonly baseUrl: string;
  /** The shared secret: as the host sent it, or sealed when encryption keys are given. */
  readonly secret: string;
  /** The secret before the last rotation, and until when it still verifies (milliseconds since the epoch). */
  readonly previousSecret?: { readonly secret: string; readonly validUntil: number };
  /** When the last `installed` or `uninstalled` call that was taken in was issued, in seconds since the epoch. */
  readonly lastEventAt: number;
  /**
   * Hashes (base64url SHA-256) of the tokens of the `installed` calls that were issued at `lastEventAt` and taken
   * in: a token does not cover the body of its call, so that each is good for one call.
   */
  readonly lastInstallTokens?: readonly string[];
  /** When the last `uninstalled` call was issued, in seconds since the epoch. */
  readonly uninstalledAt?: number;
  /** When the last `enabled` or `disabled` call was issued, in seconds since the epoch. */
  readonly toggledAt?: number;
  /** Everything else that the host sent and an app may want: product, versions, entitlement … */
  readonly details: Readonly<Record<string, string>>;
}

/** Something that is signed out: a session or an account of a tenant. */
export interface Revocation {
  /** Such as `session:<id>` or `account:<clientKey>:<accountId>`. */
  readonly subject: string;
  /** Sessions that began before this are dead (milliseconds since the epoch). */
  readonly before: number;
  /** From when on it may be forgotten (milliseconds since the epoch). */
  readonly until: number;
}

/** What a node hears of another node's writes. */
export type Change =
  | { readonly kind: 'tenant'; readonly clientKey: string }
  | { readonly kind: 'revocation'; readonly revocation: Revocation }
  /** Changes may have been missed, and can be read now: whatever is cached must be read again. */
  | { readonly kind: 'gap' };

/**
 * Where Authbeat keeps tenants, what is used up, and what is revoked.
 *
 * Keys are any well-formed text of up to 1 KB of UTF-8. Every method rejects with a `StoreError` when the
 * store cannot be reached, and none waits for ever. After a write that was rejected, nobody knows whether it
 * happened. A store recovers by itself; it is not opened again.
 */
export interface Store {
  /** Connects and migrates. Safe when several nodes do it at once, and when it is called twice. */
  open(): Promise<void>;
  /** Ends what `open` began; a handle that was passed in stays open. The store may be opened again. */
  close(): Promise<void>;

  readTenant(clientKey: string): Promise<TenantRecord | undefined>;
  /**
   * Writes a tenant if the kept record still has version `expected` (0: if there is none), atomically.
   * `tenant.version` is `expected + 1`. `false`: somebody else was faster, nothing is written.
   */
  writeTenant(tenant: TenantRecord, expected: number): Promise<boolean>;
  /** Every tenant, in no order: for re-encryption and for operators. */
  listTenants(): AsyncIterable<TenantRecord>;

  /**
   * `true` for the first caller with this key, on whatever node; `false` for every later one until the
   * key is forgotten.
   * @param until when the key may be forgotten, in milliseconds since the epoch
   */
  consumeOnce(key: string, until: number): Promise<boolean>;

  /** Takes in a revocation. Of two with the same subject, the later `before` and the later `until` count. */
  revoke(revocation: Revocation): Promise<void>;
  /** The revocations that are not to be forgotten yet. */
  listRevocations(): Promise<readonly Revocation[]>;

  /**
   * Calls `listener` for changes after `open`, this node's own included, within a second. Ends with the
   * function returned.
   */
  watch(listener: (change: Change) => void): () => void;
}
