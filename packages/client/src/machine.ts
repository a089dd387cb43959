import { ClientError, isFinal } from './errors.ts';
import type { Snapshot } from './events.ts';
import type { Effect, Grant } from './sources/source.ts';

/**
 * The session machine: pure, without a clock, a network or a timer. `reduce` applies an event to a state and
 * returns the next one; `session/run.ts` carries it out. All times are seconds of `createTime`.
 *
 *   resting ──(due and online)──▶ renewing ──(granted or failed)──▶ resting
 *   any ──(signed out, revoked, refused, closed)──▶ ended ──(retried, unless closed)──▶ resting
 */
export interface State extends Partial<Omit<Grant, 'token'>> {
  readonly phase: 'resting' | 'renewing' | 'ended';
  readonly online: boolean;
  /** The session token: empty after the server has refused it, missing before the first session. */
  readonly token?: string | undefined;
  readonly renewAt: number;
  readonly expiresAt: number;
  /** How many renewals have failed, and how many sessions the server has refused, in a row. */
  readonly failures: number;
  /** Why the last renewal failed, or why the phase is `ended`. */
  readonly error?: ClientError | undefined;
  /** No renewal begins before this time. */
  readonly notBefore: number;
}

/** What happened, as a step from a state to the next one. `random` is in [0, 1) and spreads renewals. */
export type MachineEvent = (state: State, now: number, random: number) => State;

/** A renewal is due after this part of a lifetime, or up to a tenth later, so that frames spread out. */
const RENEW_AT = 0.7;
/** After this part of its lifetime, a token might expire on its way to the server. */
const EXPIRE_AT = 0.95;
/** After so many failures in a row, callers get an error instead of waiting. */
const FAILURES_LIMIT = 3;
const BACKOFF = 0.5;
const BACKOFF_LIMIT = 300;
/**
 * The least time from a session to its replacement, and from waking up after a failure to the next attempt. A
 * caller waits no longer than this for a renewal to begin.
 */
const COOLDOWN = 5;
/** The longest time between two ticks: timers stop while a laptop sleeps, and overflow after 24 days. */
const POLL = 30;

export const INITIAL: State = {
  phase: 'resting',
  online: true,
  renewAt: 0,
  expiresAt: 0,
  failures: 0,
  notBefore: 0,
};

/** The state after `event`, at the time `now`. A closed machine stays closed. */
export function reduce(state: State, event: MachineEvent, now: number, random: number): State {
  const next = state.error?.code === 'closed' ? state : event(state, now, random);
  return next.phase === 'resting' && next.online && now >= Math.max(next.renewAt, next.notBefore)
    ? { ...next, phase: 'renewing' }
    : next;
}

/** Time has passed. `awake`: the page was shown or focused, or the network has changed. */
export const ticked =
  (online: boolean, awake: boolean): MachineEvent =>
  (state, now) => ({
    ...state,
    online,
    // Waking up brings the next attempt forward, unless the server has named a time.
    notBefore:
      awake && !state.error?.data.retryAfter ? Math.min(state.notBefore, now + COOLDOWN) : state.notBefore,
  });

/** A person asks for another attempt. */
export const retried: MachineEvent = (state) => ({
  ...state,
  phase: state.phase === 'ended' ? 'resting' : state.phase,
  failures: 0,
  error: undefined,
  notBefore: 0,
});

/** A renewal has succeeded. */
export const granted =
  (grant: Grant): MachineEvent =>
  (state, now, random) => ({
    ...state,
    ...grant,
    phase: 'resting',
    renewAt: now + grant.expiresIn * (RENEW_AT + random / 10),
    expiresAt: now + grant.expiresIn * EXPIRE_AT,
    // A server that refused its own sessions has to accept one first. Other failures are over.
    failures: state.error?.code === 'session_refused' ? state.failures : 0,
    error: undefined,
    notBefore: now + Math.min(COOLDOWN, grant.expiresIn / 2),
  });

/** A renewal has failed. */
export const failed =
  (error: ClientError): MachineEvent =>
  (state, now, random) => {
    if (isFinal(error)) return ended(error)(state);
    const rested: State = { ...state, phase: 'resting' };
    // Without a network every attempt fails, so that it does not count.
    return state.online
      ? addFailure(rested, error, now + backoff(state, random, error.data.retryAfter))
      : rested;
  };

/** A request with this token had a response. */
export const responded =
  (token: string, effect: Effect): MachineEvent =>
  (state, now, random) => {
    if (token !== state.token) return state;
    if (effect === 'end') return ended(new ClientError('signedout'))(state);
    if (effect === 'renew') {
      const wait = state.failures && backoff(state, random);
      return addFailure(drop(state, ''), new ClientError('session_refused'), now + wait);
    }
    // An accepted request says nothing about renewals that fail.
    return state.error ? state : { ...state, failures: 0 };
  };

/** The session is over in this page, whatever a renewal brings. */
export const ended =
  (error: ClientError) =>
  (state: State): State => ({ ...drop(state), phase: 'ended', error });

/** The part of the state that an app sees. */
export function toSnapshot(
  { phase, token, online, expiresAt, failures, error, notBefore }: State,
  now: number,
): Snapshot {
  if (phase === 'ended') return { status: error?.code === 'signedout' ? 'signedout' : 'failed', error };
  if (now < expiresAt) return { status: 'active' };
  if (!online) return { status: 'paused', error: new ClientError('offline') };
  if (failures >= FAILURES_LIMIT || notBefore > now + COOLDOWN) return { status: 'failed', error };
  return { status: token === undefined ? 'starting' : 'active' };
}

/** Seconds until the next tick. */
export const untilTick = ({ renewAt, notBefore, expiresAt }: State, now: number): number =>
  Math.min(...[renewAt, notBefore, expiresAt, now + POLL].filter((time) => time > now)) - now;

const addFailure = (state: State, error: ClientError, notBefore: number): State => ({
  ...state,
  failures: state.failures + 1,
  error,
  notBefore: Math.max(state.notBefore, notBefore),
});

const drop = (state: State, token?: ''): State => ({ ...state, token, renewAt: 0, expiresAt: 0 });

/**
 * Seconds until the next attempt: twice as many each time, or what the server asks for. A part of them is random,
 * so that frames and tabs do not retry at the same moment.
 */
function backoff({ failures }: State, random: number, retryAfter = 0): number {
  const wait = BACKOFF * 2 ** failures;
  return Math.min(Math.max(wait, retryAfter) + wait * random, BACKOFF_LIMIT);
}
