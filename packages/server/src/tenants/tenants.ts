import { createSecretKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '@authbeat/core';
import { andThen, type Eventually } from '../eventually.ts';
import { safeOriginOf } from '../http/safe-url.ts';
import type { Change, Store, TenantRecord } from '../stores/contract.ts';
import { StoreError } from '../stores/errors.ts';
import { changeRecord, type NextRecord, type RecordChange } from './change-record.ts';
import { FRESH_FOR_MS, FRESH_UNWATCHED_MS, keep, type Kept } from './keep.ts';
import type { SecretBox } from './secret-box.ts';

/** One installation of the app, with its secrets unsealed. */
export interface Tenant {
  readonly clientKey: string;
  /** Whether its tokens are accepted. */
  readonly installed: boolean;
  readonly generation: number;
  /** The site's base URL. */
  readonly baseUrl: string;
  /** Names the installation at the authorization server. */
  readonly oauthClientId: string | undefined;
  /** The origins that may frame the app for this tenant. */
  readonly origins: readonly string[];
  /** The secrets that verify now: the current one, and the previous and the pending one until they expire. */
  secrets(): readonly string[];
  /** The same as keys. Node computes an HMAC several times faster with a key object than with text. */
  keys(): readonly KeyObject[];
}

/** The tenants of the store, kept in memory. `apply` drops those that another node has changed. */
export interface Tenants {
  /** `undefined` when no such tenant was ever installed. @throws {StoreError} */
  readonly find: (clientKey: string) => Eventually<Tenant | undefined>;
  /** Reads the tenant from the store now, before something is issued for it. @throws {StoreError} */
  readonly refresh: (clientKey: string) => Promise<Tenant | undefined>;
  /**
   * Changes a tenant's record by compare-and-set. `next` may run several times. If it returns the record that it was
   * given, or `undefined`, nothing is written.
   *
   * @returns the record before and after
   * @throws {StoreError}
   */
  change(clientKey: string, next: NextRecord): Promise<RecordChange>;
  apply(change: Change): void;
}

export interface TenantOptions {
  readonly store: Store;
  readonly box: SecretBox;
  readonly now: Clock;
  readonly refusesDisabled: boolean;
  /** How long a tenant that was read may be relied on while the store fails. */
  readonly staleForMs: number;
}

const MAX_KNOWN = 10_000;
/** Unknown names have a cache of their own, so that invented ones cannot push tenants out. */
const MAX_UNKNOWN = 1_000;

export function createTenants(options: TenantOptions): Tenants {
  const { store, now, staleForMs } = options;
  const known = new LRUCache<string, Kept<Tenant | undefined>>({ max: MAX_KNOWN });
  const unknown = new LRUCache<string, Kept<Tenant | undefined>>({ max: MAX_UNKNOWN });

  let isWatched = true;
  const freshness = { now, staleForMs, freshForMs: () => (isWatched ? FRESH_FOR_MS : FRESH_UNWATCHED_MS) };

  const readTenant = async (clientKey: string): Promise<Tenant | undefined> => {
    const record = await store.readTenant(clientKey);
    return record && toTenant(record, options);
  };
  const forget = (clientKey: string): void => {
    known.delete(clientKey);
    unknown.delete(clientKey);
  };

  const keepUnknown = (clientKey: string): Kept<Tenant | undefined> => {
    const kept = keep(async () => readTenant(clientKey), freshness);
    unknown.set(clientKey, kept);
    return kept;
  };
  const look = (
    clientKey: string,
    read: (kept: Kept<Tenant | undefined>) => Eventually<Tenant | undefined>,
  ): Eventually<Tenant | undefined> => {
    // No store accepts such a key, so no tenant has it.
    if (!clientKey.isWellFormed()) return undefined;
    const kept = known.get(clientKey) ?? unknown.get(clientKey) ?? keepUnknown(clientKey);
    return andThen(read(kept), (tenant) => {
      if (tenant && unknown.get(clientKey) === kept) {
        unknown.delete(clientKey);
        known.set(clientKey, kept);
      }
      return tenant;
    });
  };

  return {
    find: (clientKey) => look(clientKey, (kept) => kept.get()),
    refresh: async (clientKey) => look(clientKey, async (kept) => kept.refresh()),
    async change(clientKey, next) {
      const result = await changeRecord(store, clientKey, next);
      if (result.after !== result.before) forget(clientKey);
      return result;
    },
    apply(change) {
      if (change.kind === 'tenant') forget(change.clientKey);
      if (change.kind === 'lost') isWatched = false;
      if (change.kind === 'gap') {
        isWatched = true;
        for (const kept of known.values()) kept.invalidate();
        unknown.clear();
      }
    },
  };
}

interface TenantSecret {
  readonly secret: string;
  readonly key: KeyObject;
  readonly expiresAtMs: number;
}

function toTenant(record: TenantRecord, { box, now, refusesDisabled }: TenantOptions): Tenant {
  const { clientKey, installed, enabled, generation, baseUrl, previousSecret, pendingSecret } = record;
  const read = (kept: string, expiresAtMs = Number.POSITIVE_INFINITY): TenantSecret => {
    const secret = unseal(box, kept, clientKey);
    return { secret, key: createSecretKey(secret, 'utf8'), expiresAtMs };
  };
  const others = [previousSecret, pendingSecret].filter((other) => other !== undefined);
  const all = [read(record.secret), ...others.map(({ secret, expiresAtMs }) => read(secret, expiresAtMs))];
  const inForce = (): readonly TenantSecret[] => {
    const nowMs = now();
    return all.filter(({ expiresAtMs }) => nowMs < expiresAtMs);
  };
  return {
    clientKey,
    installed: installed && (enabled || !refusesDisabled),
    generation,
    baseUrl,
    oauthClientId: record.details['oauthClientId'],
    origins: originsOf([baseUrl, record.details['displayUrl']]),
    secrets: () => inForce().map(({ secret }) => secret),
    keys: () => inForce().map(({ key }) => key),
  };
}

/** A secret that no key unseals makes its tenant unavailable, as a damaged record does. */
function unseal(box: SecretBox, kept: string, clientKey: string): string {
  try {
    return box.unseal(kept, clientKey);
  } catch {
    throw new StoreError('store_record_invalid', { store: 'store', operation: 'readTenant' });
  }
}

function originsOf(urls: readonly (string | undefined)[]): readonly string[] {
  const origins = urls.map((url) => (url === undefined ? undefined : safeOriginOf(url)));
  return [...new Set(origins.filter((origin) => origin !== undefined))];
}
