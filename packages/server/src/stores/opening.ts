import { StoreError } from './errors.ts';

const SHORTEST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5000;

/** What opening and closing does. */
export interface OpeningWork {
  readonly open: (cancelled: AbortSignal) => Promise<void>;
  /** Undoes what `open` did; called as well when `open` failed half-way. */
  readonly close: () => Promise<void>;
}

/** Whether something is open, for many callers at once. */
export interface Opening {
  /** Opens, or waits for the attempt that is under way. */
  open(): Promise<void>;
  /** Cancels an attempt that is under way, and closes. */
  close(): Promise<void>;
  /**
   * Resolves when it is open. The first call opens; after an attempt that failed, calls reject with its error until
   * the backoff is over, and the next call tries again.
   */
  ready(operation: string): Promise<void>;
}

export function createOpening(name: string, work: OpeningWork): Opening {
  let state: 'new' | 'open' | 'closed' = 'new';
  let attempt: { readonly done: Promise<void>; readonly cancel: () => void } | undefined;
  let failure: { readonly error: unknown; readonly backoffMs: number; readonly at: number } | undefined;
  let closing: Promise<void> = Promise.resolve();

  const run = async (cancelled: AbortSignal): Promise<void> => {
    await closing;
    try {
      cancelled.throwIfAborted();
      await work.open(cancelled);
      cancelled.throwIfAborted();
      state = 'open';
    } catch (error) {
      await work.close().catch(() => {});
      if (cancelled.aborted) throw new StoreError('store_not_open', { store: name, operation: 'open' });
      const backoffMs = Math.min(2 * (failure?.backoffMs ?? SHORTEST_BACKOFF_MS / 2), LONGEST_BACKOFF_MS);
      failure = { error, backoffMs, at: performance.now() };
      throw error;
    }
  };

  const begin = (): Promise<void> => {
    if (attempt) return attempt.done;
    const cancelling = new AbortController();
    const done = run(cancelling.signal).finally(() => {
      if (attempt?.done === done) attempt = undefined;
    });
    attempt = { done, cancel: () => cancelling.abort() };
    return done;
  };

  return {
    async open() {
      if (state === 'open') return;
      state = 'new';
      await begin();
    },
    async close() {
      const [pending, wasOpen] = [attempt, state === 'open'];
      attempt = undefined;
      failure = undefined;
      state = 'closed';
      pending?.cancel();
      const previous = closing;
      closing = (async () => {
        await previous;
        await pending?.done.catch(() => {});
        if (wasOpen) await work.close();
      })();
      const closed = closing;
      closing = closed.catch(() => {});
      await closed;
    },
    async ready(operation) {
      if (state === 'open') return;
      if (state === 'closed') throw new StoreError('store_not_open', { store: name, operation });
      if (!attempt && failure && performance.now() - failure.at < failure.backoffMs) throw failure.error;
      await begin();
    },
  };
}
