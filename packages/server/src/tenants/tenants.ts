import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Clock } from '@authbeat/core';
import { safeOriginOf } from '../http/safe-url.ts';
import type { Store, TenantRecord } from '../stores/contract.ts';
import { StoreError } from '../stores/errors.ts';
import { isInstallationId } from '../stores/records.ts';
import type { HostTenant } from './host-tenant.ts';
import { createRecordCache, type RecordCache } from './keep.ts';
import type { SecretBox } from './secret-box.ts';

/** One installation of the app, with its secrets unsealed. */
export interface Tenant extends HostTenant {
  readonly platform: 'connect';
  readonly clientKey: string;
  /** Whether its tokens are accepted. */
  readonly installed: boolean;
  readonly generation: number;
  /** The site's base URL. */
  readonly baseUrl: string;
  /** Names the installation at the authorization server. */
  readonly oauthClientId: string | undefined;
  /** Names the site, where the host says so. */
  readonly cloudId: string | undefined;
  /** The origins that may frame the app for this tenant. */
  readonly origins: readonly string[];
  /** The secrets that verify now: the current one, and the previous and the pending one until they expire. */
  secrets(): readonly string[];
  /** The same as keys. Node computes an HMAC several times faster with a key object than with text. */
  keys(): readonly KeyObject[];
  /** Without that of the previous secret, which an app behind this server has forgotten. */
  keysSinceRotation(): readonly KeyObject[];
}

/** The tenants of the store, kept in memory. The record of a Forge installation is none of them. */
export type Tenants = RecordCache<Tenant>;

export interface TenantOptions {
  readonly store: Store;
  readonly box: SecretBox;
  readonly now: Clock;
  readonly refusesDisabled: boolean;
  /** How long a tenant that was read may be relied on while the store fails. */
  readonly staleForMs: number;
}

export function createTenants(options: TenantOptions): Tenants {
  return createRecordCache({
    ...options,
    isKey: isTenantKey,
    toValue: (record) => toTenant(record, options),
  });
}

/** No store accepts text that is not well-formed, and a Forge installation has no secret that could verify. */
function isTenantKey(clientKey: string): boolean {
  return clientKey.isWellFormed() && !isInstallationId(clientKey);
}

/** Is this a tenant of Connect? */
export function isConnect(tenant: HostTenant): tenant is Tenant {
  return tenant.platform === 'connect';
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
  const readOther = (other: TenantRecord['previousSecret']): readonly TenantSecret[] =>
    other ? [read(other.secret, other.expiresAtMs)] : [];
  const [current, previous, pending] = [
    read(record.secret),
    readOther(previousSecret),
    readOther(pendingSecret),
  ];
  const all = [current, ...previous, ...pending];
  const inForce = (): readonly TenantSecret[] => {
    const nowMs = now();
    return all.filter(({ expiresAtMs }) => nowMs < expiresAtMs);
  };
  return {
    platform: 'connect',
    tenantId: clientKey,
    clientKey,
    installed: installed && (enabled || !refusesDisabled),
    generation,
    baseUrl,
    oauthClientId: record.details['oauthClientId'],
    cloudId: record.details['cloudId'],
    origins: originsOf([baseUrl, record.details['displayUrl']]),
    secrets: () => inForce().map(({ secret }) => secret),
    keys: () => inForce().map(({ key }) => key),
    keysSinceRotation: () => [current, ...pending].map(({ key }) => key),
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
