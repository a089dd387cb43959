import { isRecord } from '@authbeat/core';
import { isCount } from '../stores/records.ts';

/** What is revoked of one tenant, account or session, as an entry of the store. */
export interface RevocationRecord {
  /** When the last of these sessions and tokens has expired (milliseconds since the epoch). */
  readonly untilMs: number;
  /** Refuses credentials whose last host proof was issued by then, in seconds since the epoch. */
  readonly provenBy?: number;
  /** Refuses sessions that began by then, in seconds since the epoch. */
  readonly begunBy?: number;
  /** Refuses these sessions. At most `MAX_SESSIONS`. */
  readonly sessions: readonly RevokedSession[];
}

/** One session that is revoked. */
export interface RevokedSession {
  readonly id: string;
  /** When it began, in seconds since the epoch. */
  readonly begunAt: number;
  /** When it has expired at last (milliseconds since the epoch). */
  readonly untilMs: number;
}

/** What a credential proves, as far as revocations are concerned. */
export interface RevocableProof {
  readonly tenantId: string;
  readonly accountId?: string | undefined;
  readonly sessionId?: string | undefined;
  /** When the session began, in seconds since the epoch. */
  readonly begunAt?: number | undefined;
  /** When the host issued the last host proof, in seconds since the epoch. */
  readonly hostProofAt: number;
}

/** How many sessions of an account are revoked one by one. Beyond that, all that began before the last of them are. */
export const MAX_SESSIONS = 16;

const EMPTY: RevocationRecord = { untilMs: 0, sessions: [] };

/** Whether a record revokes a credential. */
export function covers({ provenBy, begunBy, sessions }: RevocationRecord, proof: RevocableProof): boolean {
  return (
    (provenBy !== undefined && proof.hostProofAt <= provenBy) ||
    (begunBy !== undefined && proof.begunAt !== undefined && proof.begunAt <= begunBy) ||
    sessions.some(({ id }) => id === proof.sessionId)
  );
}

/** Adds the revocation of one session. A record that is full folds into one bound, which ends these sessions and more. */
export function addSession(
  record: RevocationRecord | undefined,
  session: RevokedSession,
  nowMs: number,
): RevocationRecord {
  const { untilMs, sessions: known, ...bounds } = record ?? EMPTY;
  const sessions = [...known.filter(({ id, untilMs: end }) => id !== session.id && end > nowMs), session];
  const widened = { ...bounds, untilMs: Math.max(untilMs, session.untilMs) };
  if (sessions.length <= MAX_SESSIONS) return { ...widened, sessions };
  const begunBy = Math.max(bounds.begunBy ?? 0, ...sessions.map(({ begunAt }) => begunAt));
  return { ...widened, begunBy, sessions: [] };
}

/** Adds the revocation of every session that began by a time, in seconds since the epoch. */
export function addBegun(record: RevocationRecord, begunBy: number): RevocationRecord {
  return { ...record, begunBy: Math.max(record.begunBy ?? 0, begunBy) };
}

/** Adds the revocation of every credential whose last host proof was issued by a time. */
export function addProofs(
  record: RevocationRecord | undefined,
  { provenBy, untilMs }: { readonly provenBy: number; readonly untilMs: number },
): RevocationRecord {
  const kept = record ?? EMPTY;
  return {
    ...kept,
    untilMs: Math.max(kept.untilMs, untilMs),
    provenBy: Math.max(kept.provenBy ?? 0, provenBy),
  };
}

/** Parses a stored record; `undefined` if it is damaged. */
export function parseRevocationRecord(json: string): RevocationRecord | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRevocationRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRevocationRecord(value: unknown): value is RevocationRecord {
  return (
    isRecord(value) &&
    isCount(value['untilMs']) &&
    [value['provenBy'], value['begunBy']].every((bound) => bound === undefined || Number.isFinite(bound)) &&
    Array.isArray(value['sessions']) &&
    value['sessions'].every(isRevokedSession)
  );
}

function isRevokedSession(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value['id'] === 'string' &&
    Number.isFinite(value['begunAt']) &&
    isCount(value['untilMs'])
  );
}
