import { createHash } from 'node:crypto';
import type { Clock } from '../http/time.ts';
import type { Signals } from '../signals/signals.ts';
import type { Change, Revocation, Store } from '../stores/contract.ts';
import { keep } from './keep.ts';

/** What to revoke: one session, every session of an account, or every session of a tenant. */
export type RevocationTarget =
  { readonly sessionId: string } | { readonly clientKey: string; readonly accountId?: string };

/** What a credential proves, as far as revocations are concerned. */
export interface RevocableProof {
  readonly clientKey: string;
  readonly accountId?: string | undefined;
  readonly sessionId?: string | undefined;
  /** When the host issued the last host proof, in seconds since the epoch. */
  readonly hostProofAt: number;
}

/** The revocations of the store, kept in memory. `apply` adds those of other nodes. */
export interface Revocations {
  /** @throws {StoreError} when the revocations cannot be read */
  isRevoked(proof: RevocableProof): Promise<boolean>;
  /** @throws {StoreError} */
  revoke(target: RevocationTarget): Promise<void>;
  apply(change: Change): void;
}

export interface RevocationOptions {
  readonly store: Store;
  readonly now: Clock;
  /** How long revocations that were read may be relied on while the store fails. */
  readonly staleForMs: number;
  /** How long after its revocation a session may still be presented, extended by a node that was cut off. */
  readonly sessionLifeMs: number;
  /** How far the clock of a host may be ahead. */
  readonly leewayMs: number;
}

/** How long a host token may be presented. A revocation of an account covers those from before it. */
const HOST_TOKEN_LIFE_MS = 86_400_000;
const PRUNE_INTERVAL_MS = 60_000;

export function createRevocations(options: RevocationOptions): Revocations {
  const { store, now, staleForMs, sessionLifeMs, leewayMs } = options;
  const entries = new Map<string, Revocation>();
  let prunedAtMs = now();

  const add = (revocation: Revocation): void => {
    const known = entries.get(revocation.subject);
    if (!known || known.beforeMs < revocation.beforeMs) entries.set(revocation.subject, revocation);
    if (now() - prunedAtMs < PRUNE_INTERVAL_MS) return;
    prunedAtMs = now();
    for (const [subject, { expiresAtMs }] of entries) if (expiresAtMs < prunedAtMs) entries.delete(subject);
  };
  const loaded = keep(
    async () => {
      for (const revocation of await store.listRevocations()) add(revocation);
    },
    { now, staleForMs },
  );

  return {
    async isRevoked({ clientKey, accountId, sessionId, hostProofAt }) {
      await loaded.get();
      if (sessionId !== undefined && entries.has(subjectOf({ sessionId }))) return true;
      const targets = [{ clientKey }, ...(accountId === undefined ? [] : [{ clientKey, accountId }])];
      return (
        entries.size > 0 &&
        targets.some((target) => (entries.get(subjectOf(target))?.beforeMs ?? -1) >= hostProofAt * 1000)
      );
    },
    async revoke(target) {
      const at = now();
      // A host whose clock is ahead has issued tokens before this moment with a later time.
      const beforeMs = Math.ceil(at + leewayMs);
      const lifeMs = 'sessionId' in target ? sessionLifeMs : Math.max(sessionLifeMs, HOST_TOKEN_LIFE_MS);
      const revocation = { subject: subjectOf(target), beforeMs, expiresAtMs: Math.ceil(at + lifeMs) };
      await store.revoke(revocation);
      add(revocation);
    },
    apply(change) {
      if (change.kind === 'revocation') add(change.revocation);
      if (change.kind === 'gap') loaded.invalidate();
    },
  };
}

/** The key of a target. Hashing bounds its length, and no clientKey can imitate a separator. */
function subjectOf(target: RevocationTarget): string {
  if ('sessionId' in target) return `session:${target.sessionId}`;
  const { clientKey, accountId } = target;
  const name = createHash('sha256')
    .update(JSON.stringify([clientKey, accountId ?? null]))
    .digest('base64url');
  return `${accountId === undefined ? 'tenant' : 'account'}:${name}`;
}

/** Revokes on behalf of the app itself, and reports the event. */
export async function revoke(
  target: RevocationTarget,
  { revocations, signals }: { readonly revocations: Revocations; readonly signals: Signals },
): Promise<void> {
  await revocations.revoke(target);
  const account = 'clientKey' in target && target.accountId !== undefined;
  signals.emit({
    type: 'revoked',
    target: 'sessionId' in target ? 'session' : account ? 'account' : 'tenant',
  });
}
