import { StoreError } from './errors.ts';

const SHORTEST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5000;

/** What opening and closing does. */
export interface OpeningWork {
  readonly open: (cancelled: AbortSignal) => Promise<void>;
  /** Undoes what `open` did; called as well when `open` failed half-way. */
  readonly close: () => Promise<void>;
}

/** An attempt to open that is under way. */
interface Attempt {
  readonly done: Promise<void>;
  readonly cancel: () => void;
}

/** Whether something is open, for many callers at once. */
export class Opening {
  /** It is `closed` after `close()`, until `open()`. */
  state: 'new' | 'open' | 'closed' = 'new';
  readonly #name: string;
  readonly #work: OpeningWork;
  #attempt: Attempt | undefined;
  #failure: { readonly error: unknown; readonly backoffMs: number; readonly at: number } | undefined;
  #closing: Promise<void> = Promise.resolve();

  constructor(name: string, work: OpeningWork) {
    this.#name = name;
    this.#work = work;
  }

  /** Opens, or waits for the attempt that is under way. */
  async open(): Promise<void> {
    if (this.state === 'open') return;
    this.state = 'new';
    await this.#begin();
  }

  /** Cancels an attempt that is under way, and closes. */
  async close(): Promise<void> {
    const [pending, wasOpen] = [this.#attempt, this.state === 'open'];
    this.#attempt = undefined;
    this.#failure = undefined;
    this.state = 'closed';
    pending?.cancel();
    const previous = this.#closing;
    const closed = (async () => {
      await previous;
      await pending?.done.catch(() => {});
      if (wasOpen) await this.#work.close();
    })();
    this.#closing = closed.catch(() => {});
    await closed;
  }

  /**
   * Resolves when it is open. The first call opens; after an attempt that failed, calls reject with its error until
   * the backoff is over, and the next call tries again.
   */
  async ready(operation: string): Promise<void> {
    if (this.state === 'open') return;
    if (this.state === 'closed') throw this.#notOpen(operation);
    const failure = this.#attempt ? undefined : this.#failure;
    if (failure && performance.now() - failure.at < failure.backoffMs) throw failure.error;
    await this.#begin();
  }

  #begin(): Promise<void> {
    if (this.#attempt) return this.#attempt.done;
    const cancelling = new AbortController();
    const done = this.#run(cancelling.signal).finally(() => {
      if (this.#attempt?.done === done) this.#attempt = undefined;
    });
    this.#attempt = { done, cancel: () => cancelling.abort() };
    return done;
  }

  async #run(cancelled: AbortSignal): Promise<void> {
    await this.#closing;
    try {
      cancelled.throwIfAborted();
      await this.#work.open(cancelled);
      cancelled.throwIfAborted();
      this.state = 'open';
    } catch (error) {
      await this.#work.close().catch(() => {});
      if (cancelled.aborted) throw this.#notOpen('open');
      const backoffMs = Math.min(
        2 * (this.#failure?.backoffMs ?? SHORTEST_BACKOFF_MS / 2),
        LONGEST_BACKOFF_MS,
      );
      this.#failure = { error, backoffMs, at: performance.now() };
      throw error;
    }
  }

  #notOpen(operation: string): StoreError {
    return new StoreError('store_not_open', { store: this.#name, operation });
  }
}
