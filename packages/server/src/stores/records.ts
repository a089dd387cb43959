import { FORGE_ENVIRONMENTS, isRecord } from '@authbeat/core';
import type { Change, TenantRecord } from './contract.ts';

const MAX_KEY_BYTES = 1024;
const MAX_VALUE_BYTES = 16_384;

/** Whether this is a valid key: well-formed text of up to 1 KB of UTF-8. */
export function isKey(value: unknown): value is string {
  return isText(value, MAX_KEY_BYTES);
}

/** Whether this is a valid value of an entry: well-formed text of up to 16 KB of UTF-8. */
export function isEntryValue(value: unknown): value is string {
  return isText(value, MAX_VALUE_BYTES);
}

/** Whether this is a count, or a time in whole milliseconds since the epoch. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/**
 * Whether this is the ARI of a Forge installation, as its record's key. No Connect tenant has such a clientKey, and no
 * other record has such a key.
 */
export function isInstallationId(value: unknown): value is string {
  return typeof value === 'string' && /^ari:cloud:ecosystem::installation\/[\w.~-]{1,200}$/.test(value);
}

/** Whether this is a valid tenant record. */
export function isTenant(value: unknown): value is TenantRecord {
  return (
    isRecord(value) &&
    isKey(value['clientKey']) &&
    isCount(value['version']) &&
    typeof value['installed'] === 'boolean' &&
    typeof value['enabled'] === 'boolean' &&
    isCount(value['generation']) &&
    typeof value['baseUrl'] === 'string' &&
    typeof value['secret'] === 'string' &&
    (value['previousSecret'] === undefined || isExpiringSecret(value['previousSecret'])) &&
    (value['pendingSecret'] === undefined || isPendingSecret(value['pendingSecret'])) &&
    Number.isFinite(value['lastEventAt']) &&
    (value['replacedRows'] === undefined || Array.isArray(value['replacedRows'])) &&
    (value['imported'] === undefined || isRecord(value['imported'])) &&
    isRecord(value['details']) &&
    Object.values(value['details']).every((detail) => typeof detail === 'string') &&
    (isInstallationId(value['clientKey']) ? isInstallation(value) : value['forge'] === undefined)
  );
}

/** Parses a stored tenant; `undefined` if it is damaged. The parser's error is dropped, because it quotes the record. */
export function parseTenant(json: string): TenantRecord | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isTenant(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Parses a published change. A message that is not one may stand for a change, so it becomes a gap. */
export function parseChange(json: string): Change {
  const gap = { kind: 'gap' } as const;
  try {
    const value: unknown = JSON.parse(json);
    if (!isRecord(value)) return gap;
    const { kind, clientKey, key } = value;
    if (kind === 'tenant' && isKey(clientKey)) return { kind, clientKey };
    if (kind === 'entry' && isKey(key)) return { kind, key };
    return gap;
  } catch {
    return gap;
  }
}

function isText(value: unknown, maxBytes: number): value is string {
  return typeof value === 'string' && value.isWellFormed() && Buffer.byteLength(value) <= maxBytes;
}

/** A record of a Forge installation has no secret, so nothing verifies with an empty one. */
function isInstallation(record: Record<string, unknown>): boolean {
  const { forge, secret, previousSecret, pendingSecret } = record;
  if (!isRecord(forge) || secret !== '' || previousSecret !== undefined || pendingSecret !== undefined) {
    return false;
  }
  const { environment, cloudId, linkedTo, linkedBy } = forge;
  return (
    (environment === undefined || FORGE_ENVIRONMENTS.some((known) => known === environment)) &&
    (cloudId === undefined || isKey(cloudId)) &&
    (linkedTo === undefined || (isKey(linkedTo) && linkedTo !== '' && !isInstallationId(linkedTo))) &&
    (linkedTo === undefined || linkedBy !== undefined) &&
    (linkedBy === undefined || ['operator', 'product', 'installed'].some((by) => by === linkedBy))
  );
}

function isPendingSecret(value: unknown): boolean {
  return isExpiringSecret(value) && typeof value['tokenHash'] === 'string';
}

function isExpiringSecret(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && typeof value['secret'] === 'string' && Number.isFinite(value['expiresAtMs']);
}
