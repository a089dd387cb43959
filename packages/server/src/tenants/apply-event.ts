import type { LifecycleEvent } from '@authbeat/core';
import type { TenantRecord } from '../stores/contract.ts';

/** A lifecycle call that is verified. */
export interface TenantEvent {
  readonly event: LifecycleEvent;
  readonly clientKey: string;
  /** When the host issued it, in seconds since the epoch. */
  readonly issuedAt: number;
  /** With `installed` and `uninstalled`. */
  readonly site?: TenantSite;
  /** With `installed`: the shared secret, as it is to be kept. */
  readonly secret?: string;
}

/** What a host says of a site. */
export interface TenantSite {
  readonly baseUrl: string;
  readonly details: Readonly<Record<string, string>>;
}

export interface ApplyOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Seconds. */
  readonly previousSecretLifetime: number;
  /** Do two kept secrets stand for the same one? */
  readonly sameSecret: (a: string, b: string) => boolean;
}

/**
 * What a lifecycle call makes of a tenant. Calls may arrive twice and in any order: the host's time of
 * issue decides, so that every order ends in the same state. Returns the record itself when nothing changes.
 */
export function applyEvent(
  kept: TenantRecord | undefined,
  event: TenantEvent,
  options: ApplyOptions,
): TenantRecord | undefined {
  if (event.event === 'installed') return install(kept, event, options);
  if (event.event === 'uninstalled') return uninstall(kept, event);
  return toggle(kept, event);
}

function install(
  kept: TenantRecord | undefined,
  { clientKey, issuedAt, site, secret }: TenantEvent,
  { now, previousSecretLifetime, sameSecret }: ApplyOptions,
): TenantRecord | undefined {
  if (!site || secret === undefined || (kept && issuedAt < kept.lastEventAt)) return kept;
  const repeated = kept?.installed === true && sameSecret(kept.secret, secret);
  if (kept && repeated && issuedAt === kept.lastEventAt) return kept;
  const { previousSecret, ...rest } = kept ?? { ...STRANGER, clientKey };
  const previous = repeated
    ? previousSecret
    : kept?.installed && { secret: kept.secret, validUntil: now + previousSecretLifetime * 1000 };
  return {
    ...rest,
    ...site,
    installed: true,
    ...((rest.toggledAt ?? -1) <= issuedAt && { enabled: true, toggledAt: issuedAt }),
    secret: repeated ? rest.secret : secret,
    ...(previous && { previousSecret: previous }),
    lastEventAt: issuedAt,
  };
}

function uninstall(
  kept: TenantRecord | undefined,
  { clientKey, issuedAt, site }: TenantEvent,
): TenantRecord | undefined {
  if (issuedAt <= (kept?.uninstalledAt ?? -1) || !site) return kept;
  // Even a stranger gets a record: an `installed` of earlier that is still on its way is void.
  const known = kept ?? { ...STRANGER, clientKey, ...site };
  // An `uninstalled` that comes after a later `installed` ends sessions of before, and nothing else.
  const late = issuedAt < known.lastEventAt;
  return {
    ...known,
    installed: late && known.installed,
    generation: known.generation + 1,
    lastEventAt: late ? known.lastEventAt : issuedAt,
    uninstalledAt: issuedAt,
  };
}

function toggle(kept: TenantRecord | undefined, { event, issuedAt }: TenantEvent): TenantRecord | undefined {
  if (!kept || issuedAt < (kept.toggledAt ?? -1)) return kept;
  const enabled = event === 'enabled';
  return enabled === kept.enabled && issuedAt === kept.toggledAt
    ? kept
    : { ...kept, enabled, toggledAt: issuedAt };
}

const STRANGER: Omit<TenantRecord, 'clientKey'> = {
  version: 0,
  installed: false,
  enabled: false,
  generation: 0,
  baseUrl: '',
  secret: '',
  lastEventAt: -1,
  details: {},
};
