import type { EventDetails } from './details.ts';

/** The kinds of events in a timeline. */
export type TimelineKind =
  | 'lifecycle'
  | 'page'
  | 'token'
  | 'bridge'
  | 'frame'
  | 'session'
  | 'behaviour'
  | 'call'
  | 'remote'
  | 'fault'
  /** A request to an app whose traffic passes through the host. */
  | 'request'
  /** Why an app on Authbeat refused a request, as it says itself. */
  | 'reason';

/** One event. Never contains a token or a secret. */
export interface TimelineEvent {
  /** 1 for the first event, and so on. */
  readonly id: number;
  /** When it happened, by the clock of the host. */
  readonly atMs: number;
  readonly kind: TimelineKind;
  /** The site's name; absent when an event concerns all sites. */
  readonly site?: string;
  /** For people. */
  readonly sentence: string;
  /** For programs, such as `{ event: 'installed', status: 204 }`. */
  readonly data: Readonly<Record<string, string | number>>;
}

export type TimelineEntry = Omit<TimelineEvent, 'id' | 'atMs'>;

const KEPT_EVENTS = 10_000;
/** With a request and a response of 16 KB each. */
const KEPT_DETAILS = 1000;

/**
 * The record of what happened in a host. It keeps the last 10,000 events, oldest first.
 *
 * @example
 * ```ts
 * import type { Host } from '@authbeat/host';
 *
 * export async function waitForToken({ timeline }: Host): Promise<number> {
 *   const call = await timeline.next(({ kind, data }) => kind === 'bridge' && data['call'] === 'getToken');
 *   return call.atMs;
 * }
 * ```
 */
export class Timeline {
  readonly #now: () => number;
  readonly #listeners = new Set<(event: TimelineEvent) => void>();
  readonly #events: TimelineEvent[] = [];
  readonly #details = new Map<number, EventDetails>();
  #lastId = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The last 10,000 events, oldest first. */
  get events(): readonly TimelineEvent[] {
    return [...this.#events];
  }

  /** The id of the last event; 0 without one. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Adds an event. @param details what it was about; kept for the last 1,000 events that have any */
  record(entry: TimelineEntry, details?: EventDetails): void {
    this.#lastId += 1;
    const event = { id: this.#lastId, atMs: this.#now(), ...entry };
    this.#events.push(event);
    if (this.#events.length > KEPT_EVENTS) this.#events.shift();
    if (details) this.#keep(event.id, details);
    for (const listener of this.#listeners) listener(event);
  }

  /** What an event was about. It may hold tokens. `undefined` for an event without details, and for an old one. */
  detailsOf(id: number): EventDetails | undefined {
    return this.#details.get(id);
  }

  /** Calls `listener` with every later event. Returns a function that ends the subscription. */
  subscribe(listener: (event: TimelineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Waits for the next event that matches. Events of the past do not count.
   *
   * @param timeoutMs defaults to 10 000
   * @throws {Error} when there is none in time
   */
  async next(matches: (event: TimelineEvent) => boolean, timeoutMs = 10_000): Promise<TimelineEvent> {
    return new Promise((resolve, reject) => {
      const unsubscribe = this.subscribe((event) => {
        if (!matches(event)) return;
        clearTimeout(timer);
        unsubscribe();
        resolve(event);
      });
      const timer = setTimeout(() => {
        unsubscribe();
        reject(new Error(`No event matched within ${timeoutMs} ms.`));
      }, timeoutMs);
    });
  }

  #keep(id: number, details: EventDetails): void {
    this.#details.set(id, details);
    const [oldest] = this.#details.keys();
    if (this.#details.size > KEPT_DETAILS && oldest !== undefined) this.#details.delete(oldest);
  }
}
