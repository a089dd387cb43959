import { createHash } from 'node:crypto';
import type { TenantSite } from '../../tenants/apply-event.ts';
import type { SecretBox } from '../../tenants/secret-box.ts';
import type { TenantRecord } from '../../stores/contract.ts';
import { readImportable } from '../judge.ts';
import type { SourceTenant } from '../source.ts';

/** What the store of atlassian-connect-express says about one tenant. */
export type AceRow =
  | {
      readonly state: 'installed';
      readonly hash: string;
      readonly secret: string;
      readonly site: TenantSite;
      readonly body: SourceTenant['body'];
    }
  /** There is no row, or it has the body of an uninstall. */
  | { readonly state: 'gone'; readonly hash: string }
  /** The row is of another app, or cannot be used. It decides nothing, and is never written. */
  | { readonly state: 'unusable' };

/** Stands for the hash of a row where there is none. */
export const GONE = 'gone';

export interface RowOptions {
  readonly appKey: string;
  readonly box: SecretBox;
}

/** Judges the row of a tenant. */
export function readRow(tenant: SourceTenant | undefined, options: RowOptions): AceRow {
  if (!tenant) return { state: 'gone', hash: GONE };
  const importable = readImportable(tenant, options);
  if (importable === 'uninstalled') return { state: 'gone', hash: GONE };
  if (typeof importable === 'string') return { state: 'unusable' };
  const { secret, site } = importable;
  return { state: 'installed', hash: hashOf(secret, site.baseUrl), secret, site, body: tenant.body };
}

/** The hash that the row of a tenant has once it says what the record says. */
export function hashOfRecord(
  { clientKey, installed, baseUrl, secret }: TenantRecord,
  box: SecretBox,
): string {
  return installed ? hashOf(box.unseal(secret, clientKey), baseUrl) : GONE;
}

/** The `clientInfo` of a record. Fields that only atlassian-connect-express keeps stay. */
export function toClientInfo(
  { clientKey, baseUrl, secret, details }: TenantRecord,
  row: AceRow,
  { appKey, box }: RowOptions,
): Readonly<Record<string, unknown>> {
  return {
    ...(row.state === 'installed' && row.body),
    ...details,
    key: appKey,
    clientKey,
    baseUrl,
    sharedSecret: box.unseal(secret, clientKey),
    eventType: 'installed',
  };
}

function hashOf(secret: string, baseUrl: string): string {
  return createHash('sha256')
    .update(JSON.stringify([secret, baseUrl]))
    .digest('base64url');
}
