import { ClientError } from './errors.ts';
import type { Emit, Snapshot } from './events.ts';
import { answer, errorOf, initialState, reduce, statusOf, wakeAt } from './machine.ts';
import type { Action, Session } from './machine.ts';
import type { Grant, Source } from './sources/source.ts';
import type { Channel, Signal, World } from './world.ts';

/** What a caller needs a token for. */
export interface Need {
  /** Wait for a renewal that is under way, even while the session lives. */
  readonly fresh?: boolean;
  /** Wait while offline. */
  readonly patient?: boolean;
  /** Stops waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** Keeps one session of a document alive: the machine's effects. Every client of the same source shares it. */
export interface Keeper {
  /** How many clients use it. */
  users: number;
  dispatch(action: Action): void;
  token(need?: Need): Promise<string>;
  /** Settles with the first session, or with the first failure that a person has to know of. */
  ready(): Promise<void>;
  snapshot(): Snapshot;
  /** The answer stops listening. */
  listen(emit: Emit): () => void;
  /** Takes a session that came with an answer. */
  adopt(grant: Grant): void;
  signOut(): Promise<void>;
  close(): void;
}

/** How often to look at the clock at least: timers stop while a laptop sleeps and overflow after 24 days. */
const POLL = 30_000;
/** A renewal that takes longer has failed, whatever its source is waiting for. */
const RENEWAL_TIMEOUT = 20_000;

export function openKeeper(world: World, source: Source, mount: string): Keeper {
  const emitters = new Set<Emit>();
  const waiters = new Set<() => boolean>();
  let state = initialState(world.online());
  let snapshot: Snapshot = { status: 'starting' };
  let cancelTimer = (): void => {};
  let cancelRenewal = (): void => {};
  let parted = false;
  let closed = false;
  let ready: Promise<void> | undefined;
  let channel: Channel | undefined;
  let channelName: string | undefined;

  function dispatch(action: Action): void {
    if (closed) return;
    const before = state;
    state = reduce(state, action, world.now(), world.random());
    if (state.phase !== before.phase) {
      cancelRenewal();
      if (state.phase.name === 'renewing') void renew(state.phase.flight);
      if (state.phase.name === 'ended') part();
    }
    schedule();
    for (const settle of waiters) if (settle()) waiters.delete(settle);
    tell(before.session);
  }

  /** One renewal. Its outcome is ignored by the machine if another has begun, or the session ended, meanwhile. */
  async function renew(flight: number): Promise<void> {
    const abort = new AbortController();
    const fail = (error: ClientError): void => dispatch({ type: 'failed', flight, error });
    const cancelTimeout = world.delay(RENEWAL_TIMEOUT, () => fail(new ClientError('timeout')));
    cancelRenewal = () => {
      cancelTimeout();
      abort.abort();
    };
    try {
      const grant = await source.obtain({ mount, token: liveToken(), signal: abort.signal }, world);
      if (abort.signal.aborted) return;
      dispatch({ type: 'granted', flight, ...lifeOf(grant) });
      join(grant.subject);
      if (parted) channel?.post('vouched');
      parted = false;
    } catch (error) {
      fail(error instanceof ClientError ? error : new ClientError('unreachable', {}, { cause: error }));
    }
  }

  const liveToken = (): string | undefined => {
    const verdict = answer(state, world.now(), false);
    return verdict instanceof ClientError ? undefined : verdict?.token;
  };

  function schedule(): void {
    cancelTimer();
    if (state.phase.name === 'ended') return;
    const now = world.now();
    const wait = Math.min(Math.max(wakeAt(state, now) - now, 0), POLL);
    cancelTimer = world.delay(wait, () => dispatch({ type: 'ticked' }));
  }

  function tell(before: Session | undefined): void {
    const now = world.now();
    const { session } = state;
    const status = statusOf(state, now);
    const error = status === 'failed' || status === 'signedout' ? errorOf(state) : undefined;
    const changed = status !== snapshot.status || error?.code !== snapshot.error?.code;
    if (error === undefined && snapshot.error !== undefined) ready = undefined;
    if (changed) snapshot = error === undefined ? { status } : { status, error };
    if (session !== undefined && session !== before) {
      emit('renewed', { expiresIn: (session.expiresAt - now) / 1_000 });
    }
    if (!changed) return;
    emit('changed', snapshot);
    if (status === 'paused' || status === 'failed' || status === 'signedout') emit(status, snapshot);
  }

  const emit: Emit = (name, event) => {
    for (const listener of emitters) {
      try {
        listener(name, event);
      } catch (error) {
        // A listener's mistake belongs to the page's error handler, not into the session.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  };

  /** Opens the line to frames of the same tenant and account: all sites share one partition of the browser. */
  function join(subject: string | undefined): void {
    const name = subject === undefined ? channelName : `authbeat ${mount} ${source.key} ${subject}`;
    if (name === channelName && channel !== undefined) return;
    channel?.close();
    channelName = name;
    channel = name === undefined ? undefined : world.channel(name, hear);
  }

  /** The app's other frames are told of an end, and of the host's word after it. */
  function part(): void {
    parted = true;
    channel?.post(errorOf(state).code);
  }

  function hear(message: string): void {
    if (message === 'vouched' && parted) dispatch({ type: 'retried' });
    if (message === 'refused') dispatch({ type: 'ended', error: new ClientError('refused') });
    if (message === 'signed_out') void signOut().catch(() => {});
  }

  /** Ends the session here first, so that a renewal in flight cannot bring it back, then on the server. */
  async function signOut(): Promise<void> {
    const token = liveToken();
    dispatch({ type: 'ended', error: new ClientError('signed_out') });
    if (token !== undefined)
      await source.end?.({ mount, token, signal: new AbortController().signal }, world);
  }

  function onSignal(signal: Signal): void {
    if (signal === 'asleep') {
      // An open channel would keep the page out of the back-forward cache.
      channel?.close();
      channel = undefined;
      return;
    }
    if (signal === 'awake') join(undefined);
    dispatch(signal === 'awake' ? { type: 'awoke' } : { type: 'connected', online: signal === 'online' });
  }

  const stopListening = world.listen(onSignal);
  dispatch({ type: 'ticked' });

  async function token({ fresh = false, patient = false, signal }: Need = {}): Promise<string> {
    dispatch({ type: 'ticked' });
    return new Promise((resolve, reject) => {
      const settle = (): boolean => {
        const verdict = answer(state, world.now(), fresh);
        const waiting = verdict instanceof ClientError && patient && verdict.code === 'offline';
        if (signal?.aborted === true) reject(signal.reason as Error);
        else if (verdict === undefined || waiting) return false;
        else if (verdict instanceof ClientError) reject(verdict);
        else resolve(verdict.token);
        signal?.removeEventListener('abort', stop);
        return true;
      };
      const stop = (): void => {
        waiters.delete(settle);
        settle();
      };
      if (settle()) return;
      waiters.add(settle);
      signal?.addEventListener('abort', stop);
    });
  }

  async function start(): Promise<void> {
    await token({ patient: true });
  }

  return {
    users: 0,
    dispatch,
    token,
    // The same promise until a failure is over, so that a page can be suspended on it.
    ready() {
      if (ready === undefined) {
        ready = start();
        ready.catch(() => {});
      }
      return ready;
    },
    snapshot: () => snapshot,
    listen(emitter) {
      emitters.add(emitter);
      return () => emitters.delete(emitter);
    },
    adopt(grant) {
      dispatch({ type: 'observed', ...lifeOf(grant) });
      join(grant.subject);
    },
    signOut,
    close() {
      channel?.close();
      channel = undefined;
      dispatch({ type: 'ended', error: new ClientError('disposed') });
      closed = true;
      stopListening();
      cancelTimer();
    },
  };
}

/** Milliseconds from now on, of an answer that may be anything. */
function lifeOf(grant: Grant): { readonly token: string; readonly life: number } {
  const { token, expiresIn } = grant;
  if (typeof token === 'string' && token !== '' && Number.isFinite(expiresIn) && expiresIn > 0) {
    return { token, life: expiresIn * 1_000 };
  }
  throw new ClientError('answer_malformed');
}
