import { isDeepStrictEqual } from 'node:util';
import type { LifecycleEvent } from '@authbeat/core';
import { Refusal } from '../errors.ts';
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
  /** With `installed`: the hash of the call's token. */
  readonly tokenHash?: string;
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
  /** A secret as the host sent it; `undefined` when it is sealed with a key that was lost. */
  readonly open: (secret: string) => string | undefined;
}

/** How many installs of a tenant may be issued in one second. */
const MAX_TOKENS = 8;

/**
 * What a lifecycle call makes of a tenant. Calls may arrive twice and in any order: the host's time of
 * issue decides, so that every order ends in the same state. Returns the record itself when nothing changes.
 *
 * @throws {Refusal} `unavailable` for a ninth install of one second, which the host sends again later: a 204
 *   would lose its secret, and to forget an earlier token would let that one be replayed
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

/** Do two records differ in nothing but the tokens that they remember? */
export function isSameState(a: TenantRecord | undefined, b: TenantRecord | undefined): boolean {
  return isDeepStrictEqual({ ...a, lastInstallTokens: [] }, { ...b, lastInstallTokens: [] });
}

function install(
  kept: TenantRecord | undefined,
  { clientKey, issuedAt, site, secret, tokenHash }: TenantEvent,
  { now, previousSecretLifetime, open }: ApplyOptions,
): TenantRecord | undefined {
  if (!site || secret === undefined || tokenHash === undefined) return kept;
  if (kept && issuedAt < kept.lastEventAt) return kept;
  const tokens = issuedAt === kept?.lastEventAt ? (kept.lastInstallTokens ?? []) : [];
  if (tokens.includes(tokenHash)) return kept;
  if (tokens.length >= MAX_TOKENS) throw new Refusal('unavailable');
  const lastInstallTokens = [...tokens, tokenHash];
  // What cannot be opened is no secret any longer: so an install heals a tenant whose key was lost.
  const last = kept?.installed === true ? open(kept.secret) : undefined;
  const repeated = last !== undefined && last === open(secret);
  if (kept && repeated && issuedAt === kept.lastEventAt) return { ...kept, lastInstallTokens };
  const { previousSecret, ...rest } = kept ?? { ...STRANGER, clientKey };
  const previous = repeated
    ? previousSecret
    : kept && last !== undefined && { secret: kept.secret, validUntil: now + previousSecretLifetime * 1000 };
  return {
    ...rest,
    ...site,
    installed: true,
    ...((rest.toggledAt ?? -1) <= issuedAt && { enabled: true, toggledAt: issuedAt }),
    secret: repeated ? rest.secret : secret,
    ...(previous && { previousSecret: previous }),
    lastEventAt: issuedAt,
    lastInstallTokens,
  };
}

function uninstall(
  kept: TenantRecord | undefined,
  { clientKey, issuedAt, site }: TenantEvent,
): TenantRecord | undefined {
  if (issuedAt <= (kept?.uninstalledAt ?? -1) || !site) return kept;
  // Even a stranger gets a record: an `installed` of earlier that is still on its way is void.
  const stranger: TenantRecord = { ...STRANGER, clientKey, ...site };
  // The previous secret may be that of before: nothing that it signed is to be good any longer.
  const { previousSecret: _ended, ...known } = kept ?? stranger;
  // An `uninstalled` that comes after a later `installed` ends sessions of before, and nothing else.
  const late = issuedAt < known.lastEventAt;
  return {
    ...known,
    installed: late && known.installed,
    generation: known.generation + 1,
    lastEventAt: late ? known.lastEventAt : issuedAt,
    ...(issuedAt > known.lastEventAt && { lastInstallTokens: [] }),
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
