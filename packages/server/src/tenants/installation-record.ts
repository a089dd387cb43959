import type { InvocationClaims } from '@authbeat/core';
import { TenantError } from '../errors.ts';
import type { ForgeInstallationRecord, TenantRecord } from '../stores/contract.ts';

/** On whose word an installation is linked to a tenant. */
export type LinkedBy = NonNullable<ForgeInstallationRecord['linkedBy']>;

/** The tenant that an installation is to be linked to, and on whose word. */
export interface Link {
  readonly clientKey: string;
  readonly by: LinkedBy;
}

/** What an invocation token says of its installation. */
export type SeenInstallation = Pick<
  InvocationClaims,
  'installationId' | 'environment' | 'cloudId' | 'apiBaseUrl' | 'iat'
>;

/**
 * The record of an installation after a verified invocation token: a new one for an installation that was not seen
 * before, and the record itself when the token says nothing new.
 *
 * @throws {TenantError} when the token is not newer than the uninstall, or names another site or environment
 */
export function admitInstallation(kept: TenantRecord | undefined, seen: SeenInstallation): TenantRecord {
  const { installationId, environment, iat } = seen;
  const record = kept ?? neverSeen(installationId);
  const { forge = {} } = record;
  const cloudId = cloudIdOf(seen);
  if (forge.environment !== undefined && forge.environment !== environment.type)
    throw new TenantError('installation_changed');
  if (forge.cloudId !== undefined && cloudId !== undefined && forge.cloudId !== cloudId)
    throw new TenantError('installation_changed');
  if (!record.installed && iat <= (record.uninstalledAt ?? -1))
    throw new TenantError('installation_uninstalled');
  const isKnown = forge.environment !== undefined && (forge.cloudId !== undefined || cloudId === undefined);
  if (record.installed && isKnown) return record;
  return {
    ...record,
    installed: true,
    ...(!record.installed && { installedAt: iat, lastEventAt: iat }),
    forge: { ...forge, environment: environment.type, ...(cloudId !== undefined && { cloudId }) },
  };
}

/**
 * The record of an installation after an uninstall. The link stays: a site that is renamed uninstalls the app before it
 * installs it again. An uninstall from before the last install ends the earlier sessions alone.
 */
export function uninstallInstallation(
  kept: TenantRecord | undefined,
  installationId: string,
  issuedAt: number,
): TenantRecord {
  const record = kept ?? neverSeen(installationId);
  if (issuedAt <= (record.uninstalledAt ?? -1)) return record;
  const isLate = issuedAt < record.lastEventAt;
  return {
    ...record,
    installed: isLate && record.installed,
    generation: record.generation + 1,
    lastEventAt: Math.max(issuedAt, record.lastEventAt),
    uninstalledAt: issuedAt,
  };
}

/**
 * The record of an installation that is linked to a tenant. An operator may always set a link; the product may correct
 * one that no operator has set; the body of an `installed` call may set one where there is none.
 *
 * @returns `undefined` when the link that there is stays
 */
export function linkInstallation(
  kept: TenantRecord | undefined,
  installationId: string,
  { clientKey, by }: Link,
): TenantRecord | undefined {
  const record = kept ?? neverSeen(installationId);
  const { linkedTo, linkedBy, ...forge } = record.forge ?? {};
  const isSame = linkedTo === clientKey;
  if (isSame && RANK[by] <= RANK[linkedBy ?? 'none']) return record;
  const isFree = linkedTo === undefined && linkedBy === undefined;
  const mayMove = by === 'operator' || (by === 'product' && linkedBy !== 'operator');
  if (!isFree && !isSame && !mayMove) return undefined;
  return { ...record, forge: { ...forge, linkedTo: clientKey, linkedBy: by } };
}

/** The record of an installation whose link an operator has removed. Only an operator links it again. */
export function unlinkInstallation(record: TenantRecord): TenantRecord {
  const { linkedTo, ...forge } = record.forge ?? {};
  return linkedTo === undefined ? record : { ...record, forge: { ...forge, linkedBy: 'operator' } };
}

/** Whose word counts for more. */
const RANK: Readonly<Record<LinkedBy | 'none', number>> = { none: 0, installed: 1, product: 2, operator: 3 };

/** A site's id, from the context of a page or from the address of its REST API. */
function cloudIdOf({ cloudId, apiBaseUrl = '' }: SeenInstallation): string | undefined {
  return cloudId ?? /\/ex\/(?:jira|confluence)\/([\da-f-]{36})(?:\/|$)/.exec(apiBaseUrl)?.[1];
}

function neverSeen(installationId: string): TenantRecord {
  return {
    clientKey: installationId,
    version: 0,
    installed: false,
    enabled: true,
    generation: 0,
    baseUrl: '',
    secret: '',
    lastEventAt: -1,
    details: {},
    forge: {},
  };
}
