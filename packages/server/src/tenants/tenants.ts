import { LRUCache } from 'lru-cache';
import { safeOriginOf } from '../http/safe-url.ts';
import type { Clock } from '../http/time.ts';
import type { Change, TenantRecord } from '../stores/contract.ts';
import { StoreError } from '../stores/errors.ts';
import type { BoundStore } from './bound-store.ts';
import { keep, type Kept } from './keep.ts';
import type { SecretBox } from './secret-box.ts';

/** One installation of the app, ready for use. */
export interface Tenant {
  readonly clientKey: string;
  readonly installed: boolean;
  readonly generation: number;
  /** The site's base URL. */
  readonly baseUrl: string;
  /** The origins that may frame the app for this tenant. */
  readonly origins: readonly string[];
  /** The secrets that verify now: the current one, and the previous one while its time lasts. */
  secrets(): readonly string[];
}

/** Who is known, with which secrets: cached, and told of other nodes' writes by `hear`. */
export interface Tenants {
  /** `undefined` when no such tenant was ever installed. @throws {StoreError} */
  readonly find: (clientKey: string) => Promise<Tenant | undefined>;
  /** The same, as the store says now: for whatever issues something. @throws {StoreError} */
  readonly confirm: (clientKey: string) => Promise<Tenant | undefined>;
  /**
   * Changes a tenant's record by compare-and-set. `next` may run several times; the record that it
   * returns unchanged is not written.
   *
   * @returns the record before and after
   * @throws {StoreError}
   */
  change(clientKey: string, next: NextRecord): Promise<RecordChange>;
  hear(change: Change): void;
}

export type NextRecord = (kept: TenantRecord | undefined) => TenantRecord | undefined;

export interface RecordChange {
  readonly before: TenantRecord | undefined;
  readonly after: TenantRecord | undefined;
}

export interface TenantOptions {
  readonly store: BoundStore;
  readonly box: SecretBox;
  readonly now: Clock;
  /** Milliseconds. */
  readonly staleFor: number;
}

const MAX_KNOWN = 10_000;
/** Strangers have a cache of their own: whoever invents names must not push tenants out. */
const MAX_UNKNOWN = 1_000;
const MAX_CONFLICTS = 50;

export function createTenants({ store, box, now, staleFor }: TenantOptions): Tenants {
  const known = new LRUCache<string, Kept<Tenant | undefined>>({ max: MAX_KNOWN });
  const unknown = new LRUCache<string, Kept<Tenant | undefined>>({ max: MAX_UNKNOWN });

  const readTenant = async (clientKey: string): Promise<Tenant | undefined> => {
    const record = await store.readTenant(clientKey);
    return record && openTenant(record, box, now);
  };
  const forget = (clientKey: string): void => {
    known.delete(clientKey);
    unknown.delete(clientKey);
  };

  const look = async (
    clientKey: string,
    read: (kept: Kept<Tenant | undefined>) => Promise<Tenant | undefined>,
  ): Promise<Tenant | undefined> => {
    // What no store takes as a key is nobody's.
    if (!clientKey.isWellFormed()) return undefined;
    let kept = known.get(clientKey) ?? unknown.get(clientKey);
    if (!kept) {
      kept = keep(async () => readTenant(clientKey), { now, staleFor });
      unknown.set(clientKey, kept);
    }
    const tenant = await read(kept);
    if (tenant && unknown.get(clientKey) === kept) {
      unknown.delete(clientKey);
      known.set(clientKey, kept);
    }
    return tenant;
  };

  return {
    find: async (clientKey) => look(clientKey, async (kept) => kept.get()),
    confirm: async (clientKey) => look(clientKey, async (kept) => kept.getAnew()),
    async change(clientKey, next) {
      for (let conflict = 0; conflict < MAX_CONFLICTS; conflict += 1) {
        const before = await store.readTenant(clientKey);
        const after = next(before);
        if (after === undefined || after === before) return { before, after: before };
        const version = before?.version ?? 0;
        if (await store.writeTenant({ ...after, version: version + 1 }, version)) {
          forget(clientKey);
          return { before, after };
        }
      }
      throw new StoreError('store_unavailable', { store: 'store', operation: 'writeTenant' });
    },
    hear(change) {
      if (change.kind === 'tenant') forget(change.clientKey);
      if (change.kind === 'gap') {
        for (const kept of known.values()) kept.doubt();
        unknown.clear();
      }
    },
  };
}

function openTenant(record: TenantRecord, box: SecretBox, now: Clock): Tenant {
  const { clientKey, installed, generation, baseUrl, previousSecret } = record;
  const current = unseal(box, record.secret, clientKey);
  const previous = previousSecret && {
    secret: unseal(box, previousSecret.secret, clientKey),
    validUntil: previousSecret.validUntil,
  };
  return {
    clientKey,
    installed,
    generation,
    baseUrl,
    origins: originsOf([baseUrl, record.details['displayUrl']]),
    secrets: () => (previous && now() < previous.validUntil ? [current, previous.secret] : [current]),
  };
}

/** A tenant whose secret cannot be opened is as unavailable as one that cannot be read. */
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
