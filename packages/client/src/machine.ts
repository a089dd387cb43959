import { ClientError, isFinal } from './errors.ts';

/**
 * The session machine: pure, without a clock, a network or a timer. `reduce` takes what happened and says what
 * is the case now; `keeper.ts` makes it happen. All times are milliseconds of `World.now`.
 *
 *   resting ──(renewal due, online)──▶ renewing ──granted / failed──▶ resting
 *   any ──(signed out, revoked, refused)──▶ ended ──(a person retries)──▶ resting
 */

/** A session token and when to replace it. */
export interface Session {
  readonly token: string;
  readonly renewAt: number;
  readonly expiresAt: number;
}

export type Phase =
  | { readonly name: 'resting' }
  | { readonly name: 'renewing'; readonly flight: number }
  | { readonly name: 'ended' };

export interface State {
  readonly phase: Phase;
  readonly session: Session | undefined;
  readonly online: boolean;
  /** Whether there has been a session at all. */
  readonly started: boolean;
  /** Renewals begun so far; the last one's number is the only one whose outcome counts. */
  readonly flights: number;
  /** Renewals that failed in a row. */
  readonly failures: number;
  /** Sessions that the server refused in a row, before accepting any. */
  readonly rejections: number;
  /** Why there is no session, or why the last renewal failed. */
  readonly error: ClientError | undefined;
  /** No renewal begins before this time… */
  readonly notBefore: number;
  /** …which a wake-up may bring forward to this one. */
  readonly coolUntil: number;
}

export type Action =
  | { readonly type: 'ticked' }
  | { readonly type: 'awoke' }
  | { readonly type: 'connected'; readonly online: boolean }
  | { readonly type: 'granted'; readonly flight: number; readonly token: string; readonly life: number }
  | { readonly type: 'observed'; readonly token: string; readonly life: number }
  | { readonly type: 'failed'; readonly flight: number; readonly error: ClientError }
  | { readonly type: 'accepted'; readonly token: string }
  | { readonly type: 'rejected'; readonly token: string }
  | { readonly type: 'revoked'; readonly token: string }
  | { readonly type: 'ended'; readonly error: ClientError }
  | { readonly type: 'retried' };

/** The first renewal is due at this part of a life, the last at a tenth more, so that frames spread out. */
const RENEW_AT = 0.7;
const RENEW_SPREAD = 0.1;
/** Failures or rejections in a row after which callers are told instead of kept waiting. */
const BREAKER = 3;
const BACKOFF = 1_000;
const BACKOFF_LIMIT = 300_000;
/** The least time between the end of one renewal and another that a wake-up or a rejection asks for. */
const COOLDOWN = 5_000;
/** The least time between two renewals, however short the server makes a session. */
const SPACING = 100;
/** How long a caller waits for the next attempt to begin. */
const PATIENCE = 10_000;
/** Time for a request to arrive: at most this, and at most a tenth of a life. */
const TRANSIT = 2_000;

export function initialState(online: boolean): State {
  return {
    phase: { name: 'resting' },
    session: undefined,
    online,
    started: false,
    flights: 0,
    failures: 0,
    rejections: 0,
    error: undefined,
    notBefore: 0,
    coolUntil: 0,
  };
}

/** What is the case after `action`, at the time `now`. `random` is in [0, 1) and spreads renewals. */
export function reduce(state: State, action: Action, now: number, random: number): State {
  return begin(apply(state, action, now, random), now);
}

/** When the next renewal may begin. */
export const renewalDue = (state: State): number => Math.max(state.session?.renewAt ?? 0, state.notBefore);

/** When the machine has to be looked at again. */
export function wakeAt(state: State, now: number): number {
  const due = state.phase.name === 'resting' && state.online ? renewalDue(state) : Infinity;
  const expiry =
    state.session !== undefined && isLive(state.session, now) ? state.session.expiresAt : Infinity;
  return Math.min(due, expiry);
}

export type Status = 'starting' | 'active' | 'paused' | 'failed' | 'signedout';

/** What a person would want to know. `active` includes the moment in which an expired session is replaced. */
export function statusOf(state: State, now: number): Status {
  if (state.phase.name === 'ended') return state.error?.code === 'signed_out' ? 'signedout' : 'failed';
  if (isLive(state.session, now)) return 'active';
  if (!state.online) return 'paused';
  if (isBroken(state, now)) return 'failed';
  return state.started ? 'active' : 'starting';
}

/**
 * What to tell a caller who needs a token: the token, an error, or `undefined` for "wait". With `fresh`, a
 * renewal that is under way is waited for even while the session lives.
 */
export function answer(state: State, now: number, fresh: boolean): Session | ClientError | undefined {
  const { session, phase } = state;
  if (isLive(session, now) && !(fresh && phase.name === 'renewing' && now >= session.renewAt)) return session;
  const status = statusOf(state, now);
  if (status === 'paused') return new ClientError('offline');
  return status === 'failed' || status === 'signedout' ? errorOf(state) : undefined;
}

/** Why there is no session. No renewal failed where the server refuses every session that it hands out. */
export const errorOf = (state: State): ClientError => state.error ?? new ClientError('session_refused');

function apply(state: State, action: Action, now: number, random: number): State {
  switch (action.type) {
    case 'awoke':
      return hasten(state);
    case 'connected':
      return hasten({ ...state, online: action.online });
    case 'granted':
      return isFlying(state, action.flight)
        ? { ...adopt(state, action, now, random), phase: { name: 'resting' } }
        : state;
    case 'observed':
      return state.phase.name === 'ended' || now + action.life <= (state.session?.expiresAt ?? 0)
        ? state
        : adopt(state, action, now, random);
    case 'failed':
      return isFlying(state, action.flight) ? fail(state, action.error, now, random) : state;
    case 'accepted':
      return isCurrent(state, action.token) && state.rejections > 0 ? { ...state, rejections: 0 } : state;
    case 'rejected':
      return isCurrent(state, action.token) ? reject(state, now, random) : state;
    case 'revoked':
      return isCurrent(state, action.token) ? end(state, new ClientError('signed_out')) : state;
    case 'ended':
      return end(state, action.error);
    case 'retried':
      return retry(state);
    case 'ticked':
      break;
  }
  return state;
}

/** Begins a renewal when one is due, nothing is under way and the network is there. */
function begin(state: State, now: number): State {
  if (state.phase.name !== 'resting' || !state.online || now < renewalDue(state)) return state;
  const flight = state.flights + 1;
  return { ...state, flights: flight, phase: { name: 'renewing', flight } };
}

function adopt(state: State, granted: { token: string; life: number }, now: number, random: number): State {
  const { token, life } = granted;
  const session = {
    token,
    renewAt: now + life * (RENEW_AT + RENEW_SPREAD * random),
    expiresAt: now + life - Math.min(TRANSIT, life / 10),
  };
  return {
    ...state,
    session,
    started: true,
    failures: 0,
    error: undefined,
    notBefore: now + SPACING,
    coolUntil: now + COOLDOWN,
  };
}

function fail(state: State, error: ClientError, now: number, random: number): State {
  if (isFinal(error)) return end(state, error);
  const resting: State = { ...state, phase: { name: 'resting' }, error };
  // Without a network every attempt fails: that is a pause and counts for nothing.
  if (!state.online) return resting;
  const failures = state.failures + 1;
  const retryAfter = Math.min(error.data.retryAfter ?? 0, BACKOFF_LIMIT);
  return {
    ...resting,
    failures,
    notBefore: now + Math.max(backoff(failures, random), retryAfter),
    coolUntil: now + Math.max(COOLDOWN, retryAfter),
  };
}

/** The server refuses the session that we hold: it is dropped, and the more often in a row, the slower replaced. */
function reject(state: State, now: number, random: number): State {
  const rejections = state.rejections + 1;
  const wait = rejections === 1 ? 0 : backoff(rejections, random);
  return {
    ...state,
    session: undefined,
    rejections,
    notBefore: Math.max(now + wait, state.coolUntil),
  };
}

function end(state: State, error: ClientError): State {
  const phase: Phase = state.phase.name === 'ended' ? state.phase : { name: 'ended' };
  return { ...state, phase, session: undefined, error };
}

/** A person asks: whatever is counted against another attempt is forgotten. */
function retry(state: State): State {
  const phase: Phase = state.phase.name === 'renewing' ? state.phase : { name: 'resting' };
  return { ...state, phase, failures: 0, rejections: 0, error: undefined, notBefore: 0 };
}

const hasten = (state: State): State => ({
  ...state,
  notBefore: Math.min(state.notBefore, state.coolUntil),
});

/** Half of it is fixed and half is chance, so that frames and tabs do not retry in step. */
const backoff = (count: number, random: number): number =>
  Math.min(BACKOFF * 2 ** (count - 1), BACKOFF_LIMIT) * (0.5 + random / 2);

const isFlying = (state: State, flight: number): boolean =>
  state.phase.name === 'renewing' && state.phase.flight === flight;

const isCurrent = (state: State, token: string): boolean => state.session?.token === token;

const isLive = (session: Session | undefined, now: number): session is Session =>
  session !== undefined && now < session.expiresAt;

const isBroken = (state: State, now: number): boolean =>
  state.failures >= BREAKER || state.rejections >= BREAKER || state.notBefore > now + PATIENCE;
