import { hash } from 'node:crypto';
import type { Clock } from '@authbeat/core';
import { LRUCache } from 'lru-cache';
import { all, type Eventually } from '../eventually.ts';
import { changeEntry } from '../stores/change-entry.ts';
import type { Change, Store } from '../stores/contract.ts';
import { StoreError } from '../stores/errors.ts';
import { FRESH_FOR_MS, FRESH_UNWATCHED_MS, keep, type Kept } from './keep.ts';
import { readTogether } from './read-together.ts';
import {
  addBegun,
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
  /**
   * Ends one session of an account.
   *
   * @param options `endsAll`: and all others that the account has in the tenant so far
   * @throws {StoreError}
   */
  endSession(session: EndingSession, options?: { readonly endsAll: boolean }): Promise<void>;
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

/**
 * No record covers the proof. That stays true while no record changes and those that were read are fresh, so a session
 * that is used again needs none of them.
 */
interface Clearance {
  readonly version: number;
  readonly untilMs: number;
}

export function createRevocations(options: RevocationOptions): Revocations {
  const { store, now, staleForMs, sessionLifeMs, leewayMs } = options;
  const records = new LRUCache<string, Kept<RevocationRecord | undefined>>({ max: MAX_KEPT });
  const cleared = new WeakMap<RevocableProof, Clearance>();
  const read = readTogether(store);
  let isWatched = true;
  /** Grows with each change of a record, and of how long records are fresh. */
  let version = 0;
  const freshness = { now, staleForMs, freshForMs: () => (isWatched ? FRESH_FOR_MS : FRESH_UNWATCHED_MS) };

  const find = (key: string): Kept<RevocationRecord | undefined> => {
    let kept = records.get(key);
    if (!kept) {
      kept = keep(async () => parse(await read(key)), freshness);
      records.set(key, kept);
    }
    return kept;
  };
  const judge = (proof: RevocableProof): Eventually<boolean> => {
    const kept = keysOf(proof).map(find);
    const found = all(kept.map((record) => record.get()));
    if (found instanceof Promise) return found.then((settled) => isCovered(proof, settled));
    if (isCovered(proof, found)) return true;
    const untilMs = Math.min(...kept.map((record) => record.freshUntil()));
    if (Object.isFrozen(proof)) cleared.set(proof, { version, untilMs });
    return false;
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
    version += 1;
  };
  const revokeProofs = async (key: string): Promise<void> => {
    const at = now();
    // A host whose clock is ahead has issued tokens before this moment with a later time.
    const provenBy = Math.ceil(at + leewayMs) / 1000;
    const untilMs = Math.ceil(at + Math.max(sessionLifeMs, HOST_TOKEN_LIFE_MS));
    await change(key, (record) => addProofs(record, { provenBy, untilMs }));
  };
  const end = async (key: string, id: string, begunAt: number, endsAll = false): Promise<void> => {
    const at = now();
    const untilMs = Math.ceil(at + sessionLifeMs);
    await change(key, (record) => {
      const ended = addSession(record, { id, begunAt, untilMs }, at);
      return endsAll ? addBegun(ended, at / 1000) : ended;
    });
  };

  return {
    isRevoked(proof) {
      const clearance = cleared.get(proof);
      const isCleared = clearance?.version === version && now() < clearance.untilMs;
      return isCleared ? false : judge(proof);
    },
    endSession: async ({ tenantId, accountId, sessionId, begunAt }, { endsAll } = { endsAll: false }) =>
      end(accountKey(tenantId, accountId), sessionId, begunAt, endsAll),
    revokeSession: async (sessionId) => end(sessionKey(sessionId), sessionId, 0),
    revokeAccount: async (tenantId, accountId) => revokeProofs(accountKey(tenantId, accountId)),
    revokeTenant: async (tenantId) => revokeProofs(tenantKey(tenantId)),
    apply(change) {
      version += 1;
      if (change.kind === 'entry') records.delete(change.key);
      if (change.kind === 'lost') isWatched = false;
      if (change.kind === 'gap') {
        isWatched = true;
        for (const kept of records.values()) kept.invalidate();
      }
    },
  };
}

function isCovered(proof: RevocableProof, found: readonly (RevocationRecord | undefined)[]): boolean {
  return found.some((record) => record && covers(record, proof));
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

/** Names come again with each token of a session and each page of an account. */
const DIGESTS = new LRUCache<string, string>({ max: 10_000 });

/** Hashing bounds the length of a key, and no name can imitate a separator. */
function digest(names: readonly (string | null)[]): string {
  const text = JSON.stringify(names);
  const known = DIGESTS.get(text);
  if (known !== undefined) return known;
  const made = hash('sha256', text, 'base64url');
  DIGESTS.set(text, made);
  return made;
}
