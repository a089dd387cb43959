import { isRecord } from '@authbeat/core';
import type { Change, Revocation, TenantRecord } from './contract.ts';

const MAX_KEY_BYTES = 1024;

/** Whether this is a valid key: well-formed text of up to 1 KB of UTF-8. */
export function isKey(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed() && Buffer.byteLength(value) <= MAX_KEY_BYTES;
}

/** Whether this is a count, or a time in whole milliseconds since the epoch. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether this is a valid revocation. */
export function isRevocation(value: unknown): value is Revocation {
  return (
    isRecord(value) && isKey(value['subject']) && isCount(value['beforeMs']) && isCount(value['expiresAtMs'])
  );
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
    (value['previousSecret'] === undefined || isPreviousSecret(value['previousSecret'])) &&
    Number.isFinite(value['lastEventAt']) &&
    isRecord(value['details']) &&
    Object.values(value['details']).every((detail) => typeof detail === 'string')
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
    const { kind, clientKey, revocation } = value;
    if (kind === 'tenant' && isKey(clientKey)) return { kind, clientKey };
    if (kind === 'revocation' && isRevocation(revocation)) return { kind, revocation };
    return gap;
  } catch {
    return gap;
  }
}

function isPreviousSecret(value: unknown): boolean {
  return isRecord(value) && typeof value['secret'] === 'string' && Number.isFinite(value['expiresAtMs']);
}
