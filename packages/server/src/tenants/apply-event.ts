import { createHash, timingSafeEqual } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { LifecycleEvent } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import type { TenantRecord } from '../stores/contract.ts';
import { withoutPendingSecret } from './pending-secret.ts';

/** A verified lifecycle call. */
export interface TenantEvent {
  readonly event: LifecycleEvent;
  readonly clientKey: string;
  /** When the host issued it, in seconds since the epoch. */
  readonly issuedAt: number;
  /** For whom the host issued it. Absent where its token does not say. */
  readonly accountId?: string;
  /** With `installed` and `uninstalled`. */
  readonly site?: TenantSite;
  /** With `installed`: the shared secret, as the host sent it. */
  readonly secret?: string;
  /** With `installed`: the hash of the call's token. */
  readonly tokenHash?: string;
}

/** The fields about a site in a lifecycle call. */
export interface TenantSite {
  readonly baseUrl: string;
  readonly details: Readonly<Record<string, string>>;
}

export interface ApplyOptions {
  readonly nowMs: number;
  /** In seconds. */
  readonly previousSecretLifetime: number;
  /** Unseals a stored secret; `undefined` when its encryption key was lost. */
  readonly unseal: (secret: string) => string | undefined;
  /** Seals a secret for the store. */
  readonly seal: (secret: string) => string;
}

/** How many `installed` calls of one second are applied to a tenant. */
const MAX_TOKENS = 8;

/**
 * Applies a lifecycle call to a tenant's record. Calls may arrive twice and in any order. The time at which the host
 * issued them decides, so that every order ends in the same state. Hosts issue in whole seconds. Of an `installed` and
 * an `uninstalled` of one second, the `installed` counts as the later one, so that a re-install is never locked out;
 * unless it was the first install, which only an `uninstalled` that comes after it can end.
 *
 * @returns the next record, or the record itself when nothing changes
 * @throws {Refusal} `host_token_invalid` for a token that came before, with another secret; `unavailable` for a ninth
 *   `installed` call of one second, which the host repeats later. A 204 would lose the secret of either, and dropping
 *   the hash of an earlier token would allow a replay of that one
 */
export function applyEvent(
  kept: TenantRecord | undefined,
  event: TenantEvent,
  options: ApplyOptions,
): TenantRecord | undefined {
  if (event.event === 'installed') {
    const installed = install(kept, event, options);
    return installed === kept ? kept : withoutPendingSecret(installed, event.tokenHash);
  }
  if (event.event === 'uninstalled') return uninstall(kept, event);
  return toggle(kept, event);
}

/** Whether two records differ in their `lastInstallTokens` at most. */
export function isSameState(a: TenantRecord | undefined, b: TenantRecord | undefined): boolean {
  return isDeepStrictEqual({ ...a, lastInstallTokens: [] }, { ...b, lastInstallTokens: [] });
}

function install(
  kept: TenantRecord | undefined,
  { clientKey, issuedAt, site, secret, tokenHash }: TenantEvent,
  { nowMs, previousSecretLifetime, unseal, seal }: ApplyOptions,
): TenantRecord | undefined {
  if (!site || secret === undefined || tokenHash === undefined) return kept;
  if (kept && issuedAt < kept.lastEventAt) return kept;
  const tokens = issuedAt === kept?.lastEventAt ? (kept.lastInstallTokens ?? []) : [];
  const last = kept && unseal(kept.secret);
  const hasSameSecret = last !== undefined && isSameSecret(last, secret);
  if (tokens.includes(tokenHash)) {
    if (hasSameSecret) return kept;
    throw new Refusal('host_token_invalid');
  }
  if (tokens.length >= MAX_TOKENS) throw new Refusal('unavailable');
  const lastInstallTokens = [...tokens, tokenHash];
  const wasInstalled = kept?.installed === true;
  const repeated = wasInstalled && hasSameSecret;
  if (repeated && issuedAt === kept.lastEventAt) return { ...kept, lastInstallTokens };
  const { previousSecret, imported: _imported, ...rest } = kept ?? { ...NEVER_INSTALLED, clientKey };
  // A secret that no key unseals counts as none, so that an install repairs a tenant whose key was lost.
  const rotated = wasInstalled &&
    last !== undefined && { secret: kept.secret, expiresAtMs: nowMs + previousSecretLifetime * 1000 };
  const previous = repeated ? previousSecret : rotated;
  return {
    ...rest,
    ...site,
    installed: true,
    ...(!wasInstalled && { installedAt: issuedAt }),
    ...((rest.toggledAt ?? -1) <= issuedAt && { enabled: true, toggledAt: issuedAt }),
    secret: repeated ? rest.secret : seal(secret),
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
  // An unknown tenant gets a record too, so that an earlier `installed` call that arrives later changes nothing.
  const unknown: TenantRecord = { ...NEVER_INSTALLED, clientKey, ...site };
  // The previous secret may be from before the uninstall, so it must not verify any longer.
  const {
    previousSecret: _previous,
    pendingSecret: _pending,
    imported: _imported,
    ...known
  } = kept ?? unknown;
  // An `uninstalled` that arrives after a later `installed` ends the earlier sessions, and nothing else. Of one second,
  // only a first install is known to be the earlier one: any other may be a re-install.
  const isOfOneSecond = known.installed && issuedAt === known.lastEventAt;
  const isFirst = known.installedAt === issuedAt && known.lastInstallTokens?.length === 1;
  const isLate = issuedAt < known.lastEventAt || (isOfOneSecond && !isFirst);
  return {
    ...known,
    installed: isLate && known.installed,
    generation: known.generation + 1,
    lastEventAt: isLate ? known.lastEventAt : issuedAt,
    ...(issuedAt > known.lastEventAt && { lastInstallTokens: [] }),
    ...(isOfOneSecond && { installedAt: issuedAt }),
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

function isSameSecret(one: string, other: string): boolean {
  const [left, right] = [one, other].map((secret) => createHash('sha256').update(secret).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

const NEVER_INSTALLED: Omit<TenantRecord, 'clientKey'> = {
  version: 0,
  installed: false,
  enabled: false,
  generation: 0,
  baseUrl: '',
  secret: '',
  lastEventAt: -1,
  details: {},
};
