import { hash } from 'node:crypto';
import type { Clock } from '@authbeat/core';
import { LRUCache } from 'lru-cache';
import { all, andThen, type Eventually } from '../eventually.ts';
import { changeEntry } from '../stores/change-entry.ts';
import type { Change, Store } from '../stores/contract.ts';
import { StoreError } from '../stores/errors.ts';
import { FRESH_FOR_MS, FRESH_UNWATCHED_MS, keep, type Kept } from './keep.ts';
import { readTogether } from './read-together.ts';
import {
  addProofs,
  addSession,
  covers,
  parseRevocationRecord,
  type RevocableProof,
  type RevocationRecord,
} from './revocation-record.ts';

/** A session that its page signs out of. */
export interface EndingSession {
  readonly tenantId: string;
  /** Absent for an anonymous user. */
  readonly accountId?: string;
  readonly sessionId: string;
  /** In seconds since the epoch. */
  readonly begunAt: number;
}

/**
 * The revocations of the store. Each credential is judged by the records of its own tenant, account and session, which
 * are kept in memory for a while; `apply` drops those that another node has changed.
 */
export interface Revocations {
  /** @throws {StoreError} when they cannot be read */
  isRevoked(proof: RevocableProof): Eventually<boolean>;
  /** Ends one session of an account. @throws {StoreError} */
  endSession(session: EndingSession): Promise<void>;
  /** Ends a session of which only the id is known. @throws {StoreError} */
  revokeSession(sessionId: string): Promise<void>;
  /** @throws {StoreError} */
  revokeAccount(tenantId: string, accountId: string): Promise<void>;
  /** @throws {StoreError} */
  revokeTenant(tenantId: string): Promise<void>;
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
/** How many records a node keeps in memory. Others are read again when they are needed. */
const MAX_KEPT = 30_000;

export function createRevocations(options: RevocationOptions): Revocations {
  const { store, now, staleForMs, sessionLifeMs, leewayMs } = options;
  const records = new LRUCache<string, Kept<RevocationRecord | undefined>>({ max: MAX_KEPT });
  const read = readTogether(store);
  let isWatched = true;
  const freshness = { now, staleForMs, freshForMs: () => (isWatched ? FRESH_FOR_MS : FRESH_UNWATCHED_MS) };

  const find = (key: string): Eventually<RevocationRecord | undefined> => {
    let kept = records.get(key);
    if (!kept) {
      kept = keep(async () => parse(await read(key)), freshness);
      records.set(key, kept);
    }
    return kept.get();
  };
  const change = async (
    key: string,
    next: (record: RevocationRecord | undefined) => RevocationRecord,
  ): Promise<void> => {
    await changeEntry(store, key, (stored) => {
      const record = next(parse(stored));
      return { value: JSON.stringify(record), expiresAtMs: record.untilMs };
    });
    records.delete(key);
  };
  const revokeProofs = async (key: string): Promise<void> => {
    const at = now();
    // A host whose clock is ahead has issued tokens before this moment with a later time.
    const provenBy = Math.ceil(at + leewayMs) / 1000;
    const untilMs = Math.ceil(at + Math.max(sessionLifeMs, HOST_TOKEN_LIFE_MS));
    await change(key, (record) => addProofs(record, { provenBy, untilMs }));
  };
  const end = async (key: string, id: string, begunAt: number): Promise<void> => {
    const at = now();
    const untilMs = Math.ceil(at + sessionLifeMs);
    await change(key, (record) => addSession(record, { id, begunAt, untilMs }, at));
  };

  return {
    isRevoked: (proof) =>
      andThen(all(keysOf(proof).map(find)), (found) =>
        found.some((record) => record && covers(record, proof)),
      ),
    endSession: async ({ tenantId, accountId, sessionId, begunAt }) =>
      end(accountKey(tenantId, accountId), sessionId, begunAt),
    revokeSession: async (sessionId) => end(sessionKey(sessionId), sessionId, 0),
    revokeAccount: async (tenantId, accountId) => revokeProofs(accountKey(tenantId, accountId)),
    revokeTenant: async (tenantId) => revokeProofs(tenantKey(tenantId)),
    apply(change) {
      if (change.kind === 'entry') records.delete(change.key);
      if (change.kind === 'lost') isWatched = false;
      if (change.kind === 'gap') {
        isWatched = true;
        for (const kept of records.values()) kept.invalidate();
      }
    },
  };
}

function parse(stored: string | undefined): RevocationRecord | undefined {
  if (stored === undefined) return undefined;
  const record = parseRevocationRecord(stored);
  if (!record) throw new StoreError('store_record_invalid', { store: 'store', operation: 'readEntries' });
  return record;
}

/** The keys of a session that is kept with its token: hashing them takes longer than the rest of a request. */
const KEYS = new WeakMap<RevocableProof, readonly string[]>();

function keysOf(proof: RevocableProof): readonly string[] {
  const known = KEYS.get(proof);
  if (known) return known;
  const { tenantId, accountId, sessionId } = proof;
  const own = [tenantKey(tenantId), accountKey(tenantId, accountId)];
  const keys = sessionId === undefined ? own : [...own, sessionKey(sessionId)];
  // A proof that may still change must not keep the keys of what it was.
  if (Object.isFrozen(proof)) KEYS.set(proof, keys);
  return keys;
}

function tenantKey(tenantId: string): string {
  return `revoked:tenant:${digest([tenantId])}`;
}

/** All anonymous users of a tenant share one record. */
function accountKey(tenantId: string, accountId: string | undefined): string {
  return `revoked:account:${digest([tenantId, accountId ?? null])}`;
}

function sessionKey(sessionId: string): string {
  return `revoked:session:${digest([sessionId])}`;
}

/** Hashing bounds the length of a key, and no name can imitate a separator. */
function digest(names: readonly (string | null)[]): string {
  return hash('sha256', JSON.stringify(names), 'base64url');
}
