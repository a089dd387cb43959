import { ClientError, isFinal } from './errors.ts';
import type { Snapshot } from './events.ts';
import type { Grant, Verdict } from './sources/source.ts';

/**
 * The session machine: pure, without a clock, a network or a timer. `reduce` takes what happened and says what
 * is the case now; `session.ts` makes it happen. Times are milliseconds of `createClock`.
 *
 *   resting ──(due and online)──▶ renewing ──(granted or failed)──▶ resting
 *   any ──(signed out, revoked, refused)──▶ ended ──(a person retries)──▶ resting
 */
export interface State {
  readonly phase: 'resting' | 'renewing' | 'ended';
  readonly online: boolean;
  /** Renewals begun so far: the number of the only one whose outcome counts. */
  readonly flight: number;
  /** The session's token; empty when the server has refused it, missing when there is no session yet. */
  readonly token?: string | undefined;
  readonly renewAt: number;
  readonly expiresAt: number;
  /** Renewals that failed, and sessions that the server refused, in a row. */
  readonly failures: number;
  /** Why the last renewal failed, or why the phase is `ended`. */
  readonly error?: ClientError | undefined;
  /** No renewal begins before this time. */
  readonly notBefore: number;
}

export type Action =
  /** Time has passed. `awake`: somebody looks at the page again, or the network is back. */
  | { readonly type: 'ticked'; readonly online: boolean; readonly awake: boolean }
  | ({ readonly type: 'granted'; readonly flight: number } & Grant)
  | { readonly type: 'failed'; readonly flight: number; readonly error: ClientError }
  /** An answer to a request that carried the token. */
  | { readonly type: 'judged'; readonly token: string; readonly verdict: Verdict }
  | { readonly type: 'ended'; readonly error: ClientError }
  /** A person asks again. */
  | { readonly type: 'retried' };

/** A renewal is due at this part of a life, or up to a tenth later, so that frames spread out. */
const RENEW_AT = 0.7;
/** A token older than this part of its life, counted from its arrival, might expire on its way to the server. */
const EXPIRE_AT = 0.95;
/** Failures in a row after which callers are told instead of kept waiting. */
const BREAKER = 3;
const BACKOFF = 500;
const BACKOFF_LIMIT = 300_000;
/**
 * The least time from a session to its replacement, and from waking up after a failure to another attempt; the
 * longest that a caller waits for one to begin.
 */
const COOLDOWN = 5_000;
/** How often to look at the clock at least: timers stop while a laptop sleeps, and overflow after 24 days. */
export const POLL = 30_000;

export const INITIAL: State = {
  phase: 'resting',
  online: true,
  flight: 0,
  renewAt: 0,
  expiresAt: 0,
  failures: 0,
  notBefore: 0,
};

/** What is the case after `action`, at the time `now`. `random` is in [0, 1) and spreads renewals. */
export function reduce(state: State, action: Action, now: number, random: number): State {
  const next = apply(state, action, now, random);
  return next.phase === 'resting' && next.online && now >= Math.max(next.renewAt, next.notBefore)
    ? { ...next, phase: 'renewing', flight: next.flight + 1 }
    : next;
}

/** What a person would want to know. */
export function look(
  { phase, token, online, expiresAt, failures, error, notBefore }: State,
  now: number,
): Snapshot {
  if (phase === 'ended') return { status: error?.code === 'signedout' ? 'signedout' : 'failed', error };
  if (now < expiresAt) return { status: 'active' };
  if (!online) return { status: 'paused', error: new ClientError('offline') };
  if (failures >= BREAKER || notBefore > now + COOLDOWN) return { status: 'failed', error };
  return { status: token === undefined ? 'starting' : 'active' };
}

/** Milliseconds after which the machine has to be looked at again. */
export const untilChange = ({ renewAt, notBefore, expiresAt }: State, now: number): number =>
  Math.min(...[renewAt, notBefore, expiresAt, now + POLL].filter((time) => time > now)) - now;

function apply(state: State, action: Action, now: number, random: number): State {
  const { phase, error, notBefore } = state;
  // The outcome of a renewal that was given up comes too late.
  if ('flight' in action && (phase !== 'renewing' || action.flight !== state.flight)) return state;
  switch (action.type) {
    case 'ticked':
      // Waking up brings the next attempt forward, unless the server has named a time itself.
      return {
        ...state,
        online: action.online,
        notBefore: action.awake && !error?.data.retryAfter ? Math.min(notBefore, now + COOLDOWN) : notBefore,
      };
    case 'retried':
      return {
        ...state,
        phase: phase === 'ended' ? 'resting' : phase,
        failures: 0,
        error: undefined,
        notBefore: 0,
      };
    case 'granted':
      return grant({ ...state, phase: 'resting' }, action, now, random);
    case 'failed':
      return fail({ ...state, phase: 'resting' }, action.error, now, random);
    case 'judged':
      return action.token === state.token ? judge(state, action.verdict, now, random) : state;
    case 'ended':
      break;
  }
  return end(state, action.error);
}

const grant = (state: State, { token, expiresIn }: Grant, now: number, random: number): State => ({
  ...state,
  token,
  renewAt: now + expiresIn * 1_000 * (RENEW_AT + random / 10),
  expiresAt: now + expiresIn * 1_000 * EXPIRE_AT,
  // A server that refuses its own sessions has to accept one before that is forgotten; other trouble is over.
  failures: state.error?.code === 'session_refused' ? state.failures : 0,
  error: undefined,
  notBefore: now + Math.min(COOLDOWN, expiresIn * 500),
});

function fail(state: State, error: ClientError, now: number, random: number): State {
  if (isFinal(error)) return end(state, error);
  // Without a network every attempt fails: that is a pause and counts for nothing.
  return state.online ? strike(state, error, now + backoff(state, random, error.data.retryAfter)) : state;
}

function judge(state: State, verdict: Verdict, now: number, random: number): State {
  if (verdict === 'ended') return end(state, new ClientError('signedout'));
  if (verdict === 'refused') {
    const wait = state.failures && backoff(state, random);
    return strike(drop(state, ''), new ClientError('session_refused'), now + wait);
  }
  // While renewals fail, a request that is let through says nothing about them.
  return state.error ? state : { ...state, failures: 0 };
}

const strike = (state: State, error: ClientError, notBefore: number): State => ({
  ...state,
  failures: state.failures + 1,
  error,
  notBefore: Math.max(state.notBefore, notBefore),
});

const end = (state: State, error: ClientError): State => ({ ...drop(state), phase: 'ended', error });

const drop = (state: State, token?: ''): State => ({ ...state, token, renewAt: 0, expiresAt: 0 });

/**
 * Milliseconds until the next attempt: twice as many each time, or what the server asks for. Half of it is fixed
 * and half is chance, so that frames and tabs do not retry in step.
 */
const backoff = ({ failures }: State, random: number, retryAfter = 0): number =>
  Math.min(Math.max(BACKOFF * 2 ** failures * (1 + random), retryAfter * 1_000), BACKOFF_LIMIT);
