import type { ClientEvent, Snapshot } from '../events.ts';

/** What an app sees of a session: a snapshot, and events by name. */
export interface Publisher {
  readonly state: Snapshot;
  readonly on: (event: ClientEvent, listener: (state: Snapshot) => void) => () => void;
  readonly publish: (next: Snapshot, renewed: boolean) => void;
  /** Resolves after the next event of the machine, or when the signal is aborted. */
  readonly step: (signal: AbortSignal | undefined) => Promise<unknown>;
}

export function createPublisher(): Publisher {
  const events = new EventTarget();
  let state: Snapshot = { status: 'starting' };
  const emit = (name: ClientEvent | 'step'): boolean => events.dispatchEvent(new Event(name));
  return {
    get state() {
      return state;
    },
    on(name, listener) {
      const call = (): void => listener(state);
      events.addEventListener(name, call);
      return () => events.removeEventListener(name, call);
    },
    publish(next, renewed) {
      if (next.status !== state.status || next.error?.code !== state.error?.code) {
        state = next;
        emit('changed');
        emit(next.status);
      }
      if (renewed) emit('renewed');
      emit('step');
    },
    step: (signal) =>
      new Promise((resolve) => {
        events.addEventListener('step', resolve, { once: true });
        signal?.addEventListener('abort', resolve, { once: true });
      }),
  };
}
