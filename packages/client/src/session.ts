import { ClientError, toClientError } from './errors.ts';
import { INITIAL, look, POLL, reduce, untilChange } from './machine.ts';
import { createTicketing } from './ticket.ts';
import { createFetch } from './fetch.ts';
import { createClock } from './world.ts';
import type { Client } from './client.ts';
import type { ClientEvent, Snapshot } from './events.ts';
import type { Action } from './machine.ts';
import type { Source } from './sources/source.ts';
import type { Channel, World } from './world.ts';

/** What a caller needs a token for. */
export interface Need {
  /** Wait for a renewal that is under way, even while the session lives. */
  readonly fresh?: boolean;
  /** Wait while offline. */
  readonly patient?: boolean;
  /** Stops waiting. */
  readonly signal?: AbortSignal | undefined;
}

const WAKING = ['visibilitychange', 'pageshow', 'focus', 'online', 'offline'];

/** Keeps one session alive: the machine's effects, and what an app may do with it. */
export function openSession(
  world: World,
  mount: string,
  source: Source,
  origins: ReadonlySet<string>,
  forget: () => void,
): Client {
  const now = createClock(world);
  const events = new EventTarget();
  const gone = new AbortController();
  let state = INITIAL;
  let snapshot = look(state, 0);
  let timer: unknown;
  let renewal = new AbortController();
  let ready: Promise<void> | undefined;
  let line: Channel | undefined;
  let subject: string | undefined;

  function dispatch(action: Action): void {
    if (gone.signal.aborted) return;
    const { phase, token } = state;
    // One time for all: a moment that passes between two looks at the clock would be missed.
    const time = now();
    state = reduce(state, action, time, world.Math.random());
    if (state.phase !== phase) {
      renewal.abort();
      if (state.phase === 'renewing') void renew(state.flight);
    }
    world.clearTimeout(timer);
    timer = world.setTimeout(tick, untilChange(state, time));
    const next = look(state, time);
    if (next.status !== snapshot.status || next.error?.code !== snapshot.error?.code) {
      if (snapshot.error) ready = undefined;
      snapshot = next;
      // A channel's messages stay within the origin by themselves.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      if (next.status === 'signedout') line?.postMessage(next.status);
      tell('changed');
      tell(next.status);
    }
    if (state.token && state.token !== token) tell('renewed');
    tell('look');
  }

  /** Besides what an app may know, `look` tells whoever waits that something may be different. */
  const tell = (name: ClientEvent | 'look'): boolean => events.dispatchEvent(new Event(name));

  /** Called by the timer, by whoever needs a token, and by events: those mean that somebody is awake. */
  const tick = (event?: unknown): void =>
    dispatch({ type: 'ticked', online: world.navigator.onLine, awake: !!event });

  /** One renewal. The machine ignores the outcome if the session has ended, or another has begun, meanwhile. */
  async function renew(flight: number): Promise<void> {
    const { signal } = (renewal = new AbortController());
    const fail = (error?: unknown): void => dispatch({ type: 'failed', flight, error: toClientError(error) });
    // A renewal that takes longer has failed, whatever its source is waiting for.
    world.setTimeout(fail, POLL);
    try {
      const grant = await source.obtain({ mount, token: current(), signal }, world);
      if (!grant.token || !(grant.expiresIn > 0)) return fail();
      join(grant.subject);
      dispatch({ ...grant, type: 'granted', flight });
    } catch (error) {
      fail(error);
    }
  }

  /** The line to frames of the same tenant and account: all sites share one partition of the browser. */
  function join(name = subject): void {
    if (name === subject) return;
    subject = name;
    line?.close();
    try {
      line = new world.BroadcastChannel(`authbeat ${mount} ${subject}`);
      line.addEventListener('message', () => void signOut().catch(() => {}));
    } catch {
      // Missing or forbidden: each frame then finds out for itself.
    }
  }

  const current = (): string | undefined => (now() < state.expiresAt ? state.token : undefined);

  async function getToken({ fresh, patient, signal }: Need = {}): Promise<string> {
    tick();
    for (;;) {
      signal?.throwIfAborted();
      const token = current();
      if (token && !(fresh && state.phase === 'renewing')) return token;
      const { status, error } = look(state, now());
      if (error && !(patient && status === 'paused')) throw error;
      await new Promise((resolve) => {
        events.addEventListener('look', resolve, { once: true });
        signal?.addEventListener('abort', resolve, { once: true });
      });
    }
  }

  function on(name: ClientEvent, listener: (state: Snapshot) => void): () => void {
    const hear = (): void => listener(snapshot);
    events.addEventListener(name, hear);
    return () => events.removeEventListener(name, hear);
  }

  /** Ends the session here first, so that a renewal in flight cannot bring it back, then on the server. */
  async function signOut(): Promise<void> {
    const token = current();
    dispatch({ type: 'ended', error: new ClientError('signedout') });
    if (token) await source.end?.(mount, token, world);
  }

  function dispose(): void {
    if (gone.signal.aborted) return;
    dispatch({ type: 'ended', error: new ClientError('closed') });
    world.clearTimeout(timer);
    line?.close();
    forget();
    gone.abort();
  }

  if (world.document) {
    for (const name of WAKING) world.addEventListener(name, tick, gone);
    tick();
  } else dispose();

  const fetch = createFetch(world, dispatch, getToken, source, origins);
  return {
    fetch,
    getToken,
    get ready() {
      // The same promise until a failure is over, so that a page can be suspended on it.
      ready ??= getToken({ patient: true }).then(() => undefined);
      ready.catch(() => {});
      return ready;
    },
    get state() {
      return snapshot;
    },
    on,
    subscribe: (listener) => on('changed', listener),
    retry: () => dispatch({ type: 'retried' }),
    url: createTicketing(fetch, mount),
    signOut,
    dispose,
  };
}
