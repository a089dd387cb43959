import type { TenantRecord } from '../stores/contract.ts';

/** An `installed` call that an upstream has to accept before it is applied. */
export interface PendingInstall {
  /** When the host issued it, in seconds since the epoch. */
  readonly issuedAt: number;
  readonly secret: string;
  readonly tokenHash: string;
}

export interface PendingOptions {
  readonly expiresAtMs: number;
  /** Unseals a stored secret; `undefined` when its encryption key was lost. */
  readonly unseal: (secret: string) => string | undefined;
  /** Seals a secret for the store. */
  readonly seal: (secret: string) => string;
}

/**
 * Notes the next secret of an installed tenant, so that it verifies already if the process ends between the upstream's
 * acceptance and ours.
 */
export function notePendingSecret(
  kept: TenantRecord | undefined,
  { secret, tokenHash }: PendingInstall,
  { expiresAtMs, unseal, seal }: PendingOptions,
): TenantRecord | undefined {
  if (!kept?.installed || unseal(kept.secret) === secret) return kept;
  return { ...kept, pendingSecret: { secret: seal(secret), expiresAtMs, tokenHash } };
}

/** A record whose call was accepted or refused: only the pending secret of that call is dropped. */
export function withoutPendingSecret(
  record: TenantRecord | undefined,
  tokenHash: string | undefined,
): TenantRecord | undefined {
  if (record?.pendingSecret === undefined || record.pendingSecret.tokenHash !== tokenHash) return record;
  const { pendingSecret: _dropped, ...rest } = record;
  return rest;
}

/**
 * Does this call change nothing any more, because it is older than what was applied, or was applied itself? An upstream
 * must not get it: its token does not cover its body, so that a replay could bring another secret.
 */
export function isAppliedInstall(
  kept: TenantRecord | undefined,
  { issuedAt, tokenHash }: PendingInstall,
): boolean {
  if (!kept) return false;
  const { lastEventAt, lastInstallTokens = [] } = kept;
  return issuedAt < lastEventAt || (issuedAt === lastEventAt && lastInstallTokens.includes(tokenHash));
}
