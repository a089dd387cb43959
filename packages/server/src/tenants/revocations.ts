import { hash } from 'node:crypto';
import type { Clock } from '@authbeat/core';
import { LRUCache } from 'lru-cache';
import { all, andThen, isPending, type Eventually } from '../eventually.ts';
import { changeEntry } from '../stores/change-entry.ts';
import type { Change, Store } from '../stores/contract.ts';
import { StoreError } from '../stores/errors.ts';
import { createFreshness, keep, type Kept } from './keep.ts';
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

/** Of how many sessions and accounts a node knows at once which records concern them. */
const MAX_SUBJECTS = 10_000;

/** One tenant, account and session, and the records that concern them. */
interface Subject {
  readonly tenantId: string;
  readonly accountId: string | undefined;
  readonly sessionId: string | undefined;
  /** Of all records that the store may have. */
  readonly keys: readonly string[];
  /** Those that it has, as long as no record has changed since `version` and all that were read are fresh. */
  records: readonly RevocationRecord[];
  version: number;
  untilMs: number;
}

export function createRevocations(options: RevocationOptions): Revocations {
  const { store, now, sessionLifeMs, leewayMs } = options;
  const records = new LRUCache<string, Kept<RevocationRecord | undefined>>({ max: MAX_KEPT });
  const subjects = new LRUCache<string, Subject>({ max: MAX_SUBJECTS });
  const read = readTogether(store);
  /** Grows with each change of a record, and of how long records are fresh. */
  let version = 0;
  const freshness = createFreshness(options);

  const find = (key: string): Kept<RevocationRecord | undefined> => {
    let kept = records.get(key);
    if (!kept) {
      kept = keep(async () => parse(await read(key)), freshness);
      records.set(key, kept);
    }
    return kept;
  };
  /** Found by one name of the proof, and taken only if all names are the same. */
  const subjectOf = (proof: RevocableProof): Subject => {
    const { tenantId, accountId, sessionId } = proof;
    const name = sessionId ?? accountId ?? tenantId;
    const known = subjects.get(name);
    if (known?.tenantId === tenantId && known.accountId === accountId && known.sessionId === sessionId)
      return known;
    const keys = keysOf(proof);
    const subject = { tenantId, accountId, sessionId, keys, records: [], version: -1, untilMs: 0 };
    subjects.set(name, subject);
    return subject;
  };
  const readRecords = (subject: Subject): Eventually<readonly RevocationRecord[]> => {
    const kept = subject.keys.map(find);
    const found = all(kept.map((record) => record.get()));
    if (isPending(found)) return found.then(existing);
    subject.records = existing(found);
    subject.version = version;
    subject.untilMs = Math.min(...kept.map((record) => record.freshUntilMs()));
    return subject.records;
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
      const subject = subjectOf(proof);
      const isCurrent = subject.version === version && freshness.now() < subject.untilMs;
      return andThen(isCurrent ? subject.records : readRecords(subject), isCovered, proof);
    },
    endSession: async ({ tenantId, accountId, sessionId, begunAt }, { endsAll } = { endsAll: false }) =>
      end(accountKey(tenantId, accountId), sessionId, begunAt, endsAll),
    revokeSession: async (sessionId) => end(sessionKey(sessionId), sessionId, 0),
    revokeAccount: async (tenantId, accountId) => revokeProofs(accountKey(tenantId, accountId)),
    revokeTenant: async (tenantId) => revokeProofs(tenantKey(tenantId)),
    apply(change) {
      version += 1;
      if (change.kind === 'entry') records.delete(change.key);
      freshness.apply(change, records.values());
    },
  };
}

function existing(found: readonly (RevocationRecord | undefined)[]): readonly RevocationRecord[] {
  return found.filter((record) => record !== undefined);
}

function isCovered(records: readonly RevocationRecord[], proof: RevocableProof): boolean {
  return records.some((record) => covers(record, proof));
}

function parse(stored: string | undefined): RevocationRecord | undefined {
  if (stored === undefined) return undefined;
  const record = parseRevocationRecord(stored);
  if (!record) throw new StoreError('store_record_invalid', { store: 'store', operation: 'readEntries' });
  return record;
}

function keysOf({ tenantId, accountId, sessionId }: RevocableProof): readonly string[] {
  const own = [tenantKey(tenantId), accountKey(tenantId, accountId)];
  return sessionId === undefined ? own : [...own, sessionKey(sessionId)];
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
