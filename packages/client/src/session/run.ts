import { ClientError } from '../errors.ts';
import { failed, granted, INITIAL, reduce, ticked, untilTick } from '../machine.ts';
import { createTime } from '../world.ts';
import type { MachineEvent, State } from '../machine.ts';
import type { Grant } from '../sources/source.ts';
import type { World } from '../world.ts';

/** A machine that runs in a world. */
export interface Run {
  readonly dispatch: (event: MachineEvent) => void;
  /** Looks at the time and the network. A browser's event as argument means that the page is awake. */
  readonly tick: (event?: unknown) => void;
  /** The session token, until it expires. */
  readonly token: () => string | undefined;
  readonly renewing: () => boolean;
}

/**
 * Runs the machine: keeps its state, ticks in time, begins renewals and aborts those that no longer count.
 *
 * @param renew obtains the next session, given the token of the present one until that expires
 * @param onState is called after each event, with the new state and the one before it
 */
export function runMachine(
  world: World,
  renew: (token: string | undefined, signal: AbortSignal) => Promise<Grant>,
  onState: (state: State, previous: State, now: number) => void,
): Run {
  const time = createTime(world);
  let state = INITIAL;
  let timer: unknown;
  let renewal = new AbortController();

  function dispatch(event: MachineEvent): void {
    const previous = state;
    // One time for all: a moment that passes between two looks at the clock would be missed.
    const now = time();
    state = reduce(state, event, now, world.Math.random());
    if (state.phase !== previous.phase) {
      renewal.abort();
      if (state.phase === 'renewing') void begin();
    }
    world.clearTimeout(timer);
    if (state.phase !== 'ended') timer = world.setTimeout(tick, untilTick(state, now) * 1_000);
    onState(state, previous, now);
  }

  const tick = (event?: unknown): void => dispatch(ticked(world.navigator.onLine, !!event));

  const token = (): string | undefined => (time() < state.expiresAt ? state.token : undefined);

  async function begin(): Promise<void> {
    const { signal } = (renewal = new AbortController());
    const outcome = await renew(token(), signal).then(granted, (error: unknown) =>
      // A source, or the browser's `fetch`, may throw anything.
      failed(error instanceof ClientError ? error : new ClientError('unavailable', { cause: error })),
    );
    // The session may have ended meanwhile.
    if (!signal.aborted) dispatch(outcome);
  }

  return { dispatch, tick, token, renewing: () => state.phase === 'renewing' };
}
