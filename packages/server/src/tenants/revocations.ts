import { createHash } from 'node:crypto';
import type { Clock } from '../http/time.ts';
import type { Signals } from '../signals/signals.ts';
import type { Change, Revocation } from '../stores/contract.ts';
import type { BoundStore } from './bound-store.ts';
import { keep } from './keep.ts';

/** What is to be ended: a session, every session of an account, or every session of a tenant. */
export type RevocationTarget =
  { readonly sessionId: string } | { readonly clientKey: string; readonly accountId?: string };

/** Something that may have been ended. */
export interface Vouched {
  readonly clientKey: string;
  readonly accountId?: string | undefined;
  readonly sessionId?: string | undefined;
  /** When the host vouched for it, in seconds since the epoch. */
  readonly since: number;
}

/** What is signed out: kept in memory, and told of other nodes' sign-outs by `hear`. */
export interface Revocations {
  /** @throws {StoreError} when it is not known what is signed out */
  covers(vouched: Vouched): Promise<boolean>;
  /** @throws {StoreError} */
  revoke(target: RevocationTarget): Promise<void>;
  hear(change: Change): void;
}

export interface RevocationOptions {
  readonly store: BoundStore;
  readonly now: Clock;
  /** Milliseconds. */
  readonly staleFor: number;
  /** How long after its end a session may still turn up, in milliseconds, extended by a node that was cut off. */
  readonly sessionLife: number;
  /** How far the clocks of hosts may be ahead, in milliseconds. */
  readonly leeway: number;
}

/** A host token of before an account's revocation may be shown for as long as host tokens live. */
const HOST_TOKEN_LIFE = 86_400_000;
const PRUNE_EVERY = 60_000;

export function createRevocations(options: RevocationOptions): Revocations {
  const { store, now, staleFor, sessionLife, leeway } = options;
  const entries = new Map<string, Revocation>();
  let prunedAt = now();

  const add = (revocation: Revocation): void => {
    const known = entries.get(revocation.subject);
    if (!known || known.before < revocation.before) entries.set(revocation.subject, revocation);
    if (now() - prunedAt < PRUNE_EVERY) return;
    prunedAt = now();
    for (const [subject, { until }] of entries) if (until < prunedAt) entries.delete(subject);
  };
  const loaded = keep(
    async () => {
      for (const revocation of await store.listRevocations()) add(revocation);
    },
    { now, staleFor },
  );

  return {
    async covers({ clientKey, accountId, sessionId, since }) {
      await loaded.get();
      if (sessionId !== undefined && entries.has(subjectOf({ sessionId }))) return true;
      const targets = [{ clientKey }, ...(accountId === undefined ? [] : [{ clientKey, accountId }])];
      return (
        entries.size > 0 &&
        targets.some((target) => (entries.get(subjectOf(target))?.before ?? -1) >= since * 1000)
      );
    },
    async revoke(target) {
      const at = now();
      // A host whose clock is ahead has dated tokens of before this moment after it.
      const before = Math.ceil(at + leeway);
      const life = 'sessionId' in target ? sessionLife : Math.max(sessionLife, HOST_TOKEN_LIFE);
      const until = Math.ceil(at + life);
      const revocation = { subject: subjectOf(target), before, until };
      await store.revoke(revocation);
      add(revocation);
    },
    hear(change) {
      if (change.kind === 'revocation') add(change.revocation);
      if (change.kind === 'gap') loaded.doubt();
    },
  };
}

/** A key of bounded length in which no separator can be forged. */
function subjectOf(target: RevocationTarget): string {
  if ('sessionId' in target) return `session:${target.sessionId}`;
  const { clientKey, accountId } = target;
  const name = createHash('sha256')
    .update(JSON.stringify([clientKey, accountId ?? null]))
    .digest('base64url');
  return `${accountId === undefined ? 'tenant' : 'account'}:${name}`;
}

/** What the app's own program ends, and tells. */
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
