/** What a local host takes note of. */
export type TimelineKind = 'lifecycle' | 'page' | 'token' | 'bridge' | 'frame' | 'session' | 'behaviour';

/** One thing that happened. Never holds a token or a secret. */
export interface TimelineEvent {
  /** Counts up from 1. */
  readonly id: number;
  /** Milliseconds since the epoch, by the host's clock. */
  readonly at: number;
  readonly kind: TimelineKind;
  /** The site's name; absent where an event concerns them all. */
  readonly site?: string;
  /** What a person reads. */
  readonly sentence: string;
  /** The same as data: `{ event: 'installed', status: 204 }`, `{ token: 'context', life: 900 }` … */
  readonly data: Readonly<Record<string, string | number>>;
}

export type TimelineEntry = Omit<TimelineEvent, 'id' | 'at'>;

const KEPT_EVENTS = 500;

/**
 * What happened in a host, oldest first; the last 500 events are kept.
 *
 * @example
 * ```ts
 * import type { Host } from '@authbeat/host';
 *
 * export async function waitForToken({ timeline }: Host): Promise<number> {
 *   const call = await timeline.next(({ kind, data }) => kind === 'bridge' && data['call'] === 'getToken');
 *   return call.at;
 * }
 * ```
 */
export class Timeline {
  readonly #now: () => number;
  readonly #listeners = new Set<(event: TimelineEvent) => void>();
  readonly #events: TimelineEvent[] = [];
  #lastId = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The events that are kept, oldest first. */
  get events(): readonly TimelineEvent[] {
    return [...this.#events];
  }

  /** Takes note of something. */
  record(entry: TimelineEntry): void {
    this.#lastId += 1;
    const event = { id: this.#lastId, at: this.#now(), ...entry };
    this.#events.push(event);
    if (this.#events.length > KEPT_EVENTS) this.#events.shift();
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls `listener` with every event from now on. Returns what ends that. */
  subscribe(listener: (event: TimelineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Waits for an event that is still to come.
   *
   * @param timeout milliseconds; 10 000 by default
   * @throws {Error} when none came in time
   */
  async next(matches: (event: TimelineEvent) => boolean, timeout = 10_000): Promise<TimelineEvent> {
    return new Promise((resolve, reject) => {
      const unsubscribe = this.subscribe((event) => {
        if (!matches(event)) return;
        clearTimeout(timer);
        unsubscribe();
        resolve(event);
      });
      const timer = setTimeout(() => {
        unsubscribe();
        reject(new Error(`No such event within ${timeout} ms.`));
      }, timeout);
    });
  }
}
