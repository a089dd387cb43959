import { hash, randomUUID } from 'node:crypto';
import { checkLifetime, isRecord, TokenError, type Clock, type RefusalCode } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import type { KeyRing } from './keys.ts';
import { createVerifiedTokens, type VerifiedTokens } from './verified.ts';
import { readOwnClaims, writeOwnClaims, type Deployment, type OwnClaims } from './own-claims.ts';

/** A session: its tenant and account, and when the host last proved them. */
export interface Session extends OwnClaims {
  readonly sessionId: string;
  /** When the session began, in seconds since the epoch, with the fraction. */
  readonly begunAt: number;
  /** When the last host proof was issued, in seconds since the epoch. */
  readonly hostProofAt: number;
  /** The thumbprint of the key that the session is bound to. Absent where it is bound to none. */
  readonly thumbprint?: string;
  /** When the token that was read expires, in seconds since the epoch. */
  readonly expiresAt: number;
}

/** A session as it is signed. */
type NextSession = Omit<Session, 'expiresAt'>;

/** A host token that the host sends many times until it expires. */
export interface RepeatableProof {
  readonly token: string;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** The token of a session that begins, and its lifetime from now on, in seconds. */
export interface BegunSession {
  readonly session: NextSession;
  readonly token: string;
  readonly expiresIn: number;
}

export interface SessionTokens {
  /**
   * Signs the first token of a new session.
   *
   * @param thumbprint of the key that the session is bound to, if it is bound to one
   */
  begin(owner: OwnClaims, hostProofAt: number, thumbprint?: string): string;
  /**
   * Signs the token of the session that a repeatable proof stands for: always of the same session, with the same end. It
   * lives as long as any other, and at least as long as the proof.
   *
   * @param thumbprint as for `begin`
   * @throws {Refusal} `host_token_expired` when that session would have ended already
   */
  beginOnce(owner: OwnClaims, hostProofAt: number, proof: RepeatableProof, thumbprint?: string): BegunSession;
  /** Signs the next token of a session, with a new lifetime. */
  extend(session: NextSession): string;
  /** @throws {Refusal} `session_invalid` or `session_expired` */
  read(token: string): Session;
}

export interface SessionTokenOptions extends Deployment {
  readonly keys: KeyRing;
  readonly now: Clock;
  /** Seconds. */
  readonly sessionLifetime: number;
  /** Seconds. */
  readonly leeway: number;
  /** Where tokens are kept that have verified. By default in memory, as many as its bounds allow. */
  readonly verified?: VerifiedTokens<VerifiedSession>;
}

/** What the bytes of a session token say, and its times as they stand there. */
export interface VerifiedSession {
  readonly session: Session;
  readonly times: Readonly<Record<string, unknown>>;
}

export function createSessionTokens(options: SessionTokenOptions): SessionTokens {
  const { keys, now, sessionLifetime, leeway } = options;
  const verified = options.verified ?? createVerifiedTokens<VerifiedSession>();
  const sign = (session: NextSession, end?: number): string =>
    keys.sign('session', {
      ...writeOwnClaims(session, options, sessionLifetime),
      ...(end !== undefined && { exp: end }),
      sid: session.sessionId,
      begun_at: session.begunAt,
      vouched_at: session.hostProofAt,
      // RFC 9449, section 6.1.
      cnf: session.thumbprint === undefined ? undefined : { jkt: session.thumbprint },
    });
  const verify = (token: string): VerifiedSession => {
    const { claims } = keys.verify('session', token);
    const { exp, iat, nbf } = claims;
    return { session: readSession(claims, options), times: { exp, iat, nbf } };
  };
  return {
    begin: (owner, hostProofAt, thumbprint) =>
      sign({
        ...owner,
        sessionId: randomUUID(),
        begunAt: now() / 1000,
        hostProofAt,
        ...(thumbprint !== undefined && { thumbprint }),
      }),
    beginOnce(owner, hostProofAt, { token, issuedAt, expiresAt }, thumbprint) {
      const end = Math.max(issuedAt + sessionLifetime, expiresAt);
      const expiresIn = Math.floor(end - now() / 1000);
      if (expiresIn < 1) throw new Refusal('host_token_expired');
      // A signed token cannot be guessed, so its hash says nothing about it, and each token has one spelling only.
      const sessionId = hash('sha256', `authbeat session ${token}`, 'base64url');
      const begunAt = Math.min(issuedAt, now() / 1000);
      const bound = thumbprint !== undefined && { thumbprint };
      const session = { ...owner, sessionId, begunAt, hostProofAt, ...bound };
      return { session, token: sign(session, end), expiresIn };
    },
    extend: (session) => sign(session),
    read(token) {
      try {
        const known = verified.get(token);
        const { session, times } = known ?? verify(token);
        checkLifetime(times, { now, leeway });
        if (!known) verified.keep(token, { session, times });
        return session;
      } catch (cause) {
        throw new Refusal(refusalOf(cause), { cause });
      }
    },
  };
}

function readSession(claims: Readonly<Record<string, unknown>>, deployment: Deployment): Session {
  const { sid, begun_at: begunAt, vouched_at: hostProofAt, cnf, exp } = claims;
  if (typeof sid !== 'string') throw new TokenError('token_claim_invalid', { name: 'sid' });
  if (typeof begunAt !== 'number') throw new TokenError('token_claim_invalid', { name: 'begun_at' });
  if (typeof hostProofAt !== 'number') throw new TokenError('token_claim_invalid', { name: 'vouched_at' });
  if (typeof exp !== 'number') throw new TokenError('token_claim_invalid', { name: 'exp' });
  return {
    ...readOwnClaims(claims, deployment),
    expiresAt: exp,
    sessionId: sid,
    begunAt,
    hostProofAt,
    ...(cnf !== undefined && { thumbprint: readThumbprint(cnf) }),
  };
}

/** A session that is bound in a way that is not understood must not pass for an unbound one. */
function readThumbprint(cnf: unknown): string {
  const jkt = isRecord(cnf) ? cnf['jkt'] : undefined;
  if (typeof jkt !== 'string') throw new TokenError('token_claim_invalid', { name: 'cnf' });
  return jkt;
}

function refusalOf(cause: unknown): RefusalCode {
  return cause instanceof TokenError && cause.code === 'token_expired'
    ? 'session_expired'
    : 'session_invalid';
}
