import { isDeepStrictEqual } from 'node:util';
import type { TenantRecord } from '../stores/contract.ts';
import type { TenantSite } from '../tenants/apply-event.ts';
import { readSecret, readSite, type SecretFault } from '../tenants/read-installation.ts';
import type { SecretBox } from '../tenants/secret-box.ts';
import type { SourceTenant, TenantSource } from './source.ts';

/** What becomes of one tenant in an import. Stable: code may switch on it. */
export type ImportStatus =
  | 'new'
  | 'changed'
  | 'same'
  | 'own'
  | 'older'
  | 'duplicate'
  | 'unreadable'
  | 'uninstalled'
  | 'other-app'
  | 'base-url'
  | 'secret-sealed'
  | SecretFault;

/** What each status means, in one sentence. */
export const IMPORT_STATUSES: Readonly<Record<ImportStatus, string>> = {
  new: 'The store does not have the tenant yet: it is imported.',
  changed:
    'The store has the tenant from an earlier import, and the source has changed since: it is imported again.',
  same: 'The store has the tenant as the source has it: nothing to do.',
  own: 'Left: Authbeat has processed a call of this tenant or Forge installation, or has forgotten it, which is newer than any row.',
  older: 'Left: the store has the tenant from a row that was modified later.',
  duplicate: 'Left: the source has an earlier row with this clientKey, which is the one that the app uses.',
  unreadable: 'Left: the row is no JSON object, or names no clientKey.',
  uninstalled: 'Left: the app was uninstalled from this site.',
  'other-app': 'Left: the row belongs to an app with another key.',
  'base-url': 'Left: the base URL of the site is missing, or neither https nor on this machine.',
  'secret-missing': 'Left: the row has no shared secret. The site has to install the app again.',
  'secret-short':
    'Left: the shared secret is shorter than 32 bytes, which HS256 does not allow (RFC 7518, section 3.2). The site has to install the app again.',
  'secret-long': 'Left: the shared secret is longer than 1000 characters.',
  'secret-sealed': 'Left: the shared secret is sealed, and no encryption key unseals it.',
};

/** A tenant of another store that can be imported. */
export interface Importable {
  readonly secret: string;
  readonly site: TenantSite;
}

/** Reads what an import needs of a tenant, or says why it cannot be imported. */
export function readImportable(
  { clientKey, body, installed }: SourceTenant,
  { appKey, box }: { readonly appKey: string; readonly box: SecretBox },
): Importable | ImportStatus {
  if (clientKey === '' || Object.keys(body).length === 0) return 'unreadable';
  if (body['key'] !== undefined && body['key'] !== appKey) return 'other-app';
  if (!installed) return 'uninstalled';
  const unsealed = unseal(body, clientKey, box);
  if (!unsealed) return 'secret-sealed';
  const read = readSecret(unsealed);
  if ('fault' in read) return read.fault;
  const site = readSite(body);
  return site ? { site, secret: read.secret } : 'base-url';
}

/** Compares a tenant that can be imported with the record that the store has. */
export function compare(
  { modifiedAt }: SourceTenant,
  { secret, site }: Importable,
  kept: TenantRecord | undefined,
  box: SecretBox,
): ImportStatus {
  if (!kept) return 'new';
  if (!kept.imported) return 'own';
  const keptAt = kept.imported.modifiedAt;
  if (keptAt !== undefined && modifiedAt !== undefined && modifiedAt < keptAt) return 'older';
  const isSame =
    kept.installed &&
    unseal({ sharedSecret: kept.secret }, kept.clientKey, box)?.['sharedSecret'] === secret &&
    isDeepStrictEqual({ baseUrl: kept.baseUrl, details: kept.details }, site);
  return isSame ? 'same' : 'changed';
}

/** The record of an imported tenant. Any later lifecycle call of the host applies to it. */
export function toRecord(
  { clientKey, modifiedAt, record }: SourceTenant,
  { secret, site }: Importable,
  kept: TenantRecord | undefined,
  { from, box }: { readonly from: TenantSource['name']; readonly box: SecretBox },
): TenantRecord {
  const { previousSecret: _previous, pendingSecret: _pending, ...earlier } = record ?? kept ?? NEVER_SEEN;
  return {
    ...earlier,
    ...site,
    clientKey,
    installed: true,
    generation: Math.max(earlier.generation, kept?.generation ?? 0),
    secret: box.seal(secret, clientKey),
    imported: { from, ...(modifiedAt !== undefined && { modifiedAt }) },
  };
}

/** The row says nothing of the time of its install, so that every later call of the host counts as newer. */
const NEVER_SEEN: Pick<
  TenantRecord,
  'version' | 'enabled' | 'generation' | 'lastEventAt' | 'previousSecret' | 'pendingSecret'
> = { version: 0, enabled: true, generation: 0, lastEventAt: 0 };

function unseal(
  body: SourceTenant['body'],
  clientKey: string,
  box: SecretBox,
): SourceTenant['body'] | undefined {
  const { sharedSecret } = body;
  if (typeof sharedSecret !== 'string') return body;
  try {
    return { ...body, sharedSecret: box.unseal(sharedSecret, clientKey) };
  } catch {
    return undefined;
  }
}
