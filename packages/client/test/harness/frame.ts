import type { Bridge, Channel, World } from '../../src/world.ts';
import type { Plan, Timeline } from './timeline.ts';

export const ORIGIN = 'https://app.example.com';

type Fetch = World['fetch'];

/** The line between frames of one origin. */
export class Lines {
  readonly #open = new Set<Line>();

  open(name: string): Channel {
    const line = new Line(name, this.#open);
    this.#open.add(line);
    return line;
  }

  get names(): string[] {
    return [...this.#open].map(({ name }) => name);
  }
}

class Line implements Channel {
  readonly name: string;
  readonly #others: Set<Line>;
  readonly #listeners: (() => void)[] = [];

  constructor(name: string, others: Set<Line>) {
    this.name = name;
    this.#others = others;
  }

  addEventListener(_type: 'message', listener: () => void): void {
    this.#listeners.push(listener);
  }

  postMessage(): void {
    for (const line of this.#others) {
      if (line !== this && line.name === this.name) for (const listener of line.#listeners) listener();
    }
  }

  close(): void {
    this.#others.delete(this);
  }
}

export interface FrameOptions {
  readonly fetch: Fetch;
  readonly getToken?: Bridge['getToken'] | undefined;
  readonly lines?: Lines;
  readonly random?: () => number;
  /** Whether the monotonic clock goes on while the machine sleeps; not on every system. */
  readonly countsSleep?: boolean;
  readonly meta?: Readonly<Record<string, string>>;
}

/** A frame's window, with a clock, timers, a network and a host that tests move. */
export class Frame implements World {
  readonly #timeline: Timeline;
  readonly #timers = new Set<Plan>();
  readonly #listeners = new Map<string, Set<(event: unknown) => void>>();
  readonly #countsSleep: boolean;
  #slept = 0;
  #wallAhead = 1_700_000_000_000;
  /** Timers of a hidden page fire once a minute. */
  hidden = false;
  AP: { readonly context?: Bridge };
  readonly location = { href: `${ORIGIN}/page?jwt=secret` };
  parent: unknown = {};
  readonly navigator = { onLine: true };
  readonly document: NonNullable<World['document']>;
  readonly performance = { now: (): number => this.#timeline.now - this.#slept };
  readonly Date = { now: (): number => this.#timeline.now + this.#wallAhead };
  readonly Math: { random(): number };
  readonly BroadcastChannel: World['BroadcastChannel'];
  fetch: Fetch;

  constructor(timeline: Timeline, options: FrameOptions) {
    const {
      fetch,
      getToken,
      lines = new Lines(),
      random = () => 0.5,
      countsSleep = false,
      meta = {},
    } = options;
    this.#timeline = timeline;
    this.#countsSleep = countsSleep;
    this.fetch = fetch;
    this.AP = getToken === undefined ? {} : { context: { getToken } };
    this.Math = { random };
    // A constructor that returns an object gives that object.
    this.BroadcastChannel = function open(name: string) {
      return lines.open(name);
    } as unknown as World['BroadcastChannel'];
    this.document = {
      querySelector: (selector) => {
        const content = meta[/name="(.*)"/.exec(selector)?.[1] ?? ''];
        return content === undefined ? null : { getAttribute: () => content };
      },
    };
  }

  setTimeout(callback: () => void, milliseconds: number): unknown {
    const { now } = this.#timeline;
    // Whole milliseconds, and time goes on meanwhile: as in browsers.
    const at = now + Math.max(Math.trunc(milliseconds), 1);
    const aligned = this.hidden ? Math.ceil(at / 60_000) * 60_000 : at;
    const plan = this.#timeline.plan(aligned - now, () => {
      this.#timers.delete(plan);
      callback();
    });
    this.#timers.add(plan);
    return plan;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as Plan);
    this.#timeline.cancel(timer as Plan);
  }

  addEventListener(
    type: string,
    listener: (event: unknown) => void,
    { signal }: { signal: AbortSignal },
  ): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    signal.addEventListener('abort', () => listeners.delete(listener));
  }

  /** What is open: timers, and listeners on the window. */
  get holds(): { timers: number; listeners: number } {
    const listeners = [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
    return { timers: this.#timers.size, listeners };
  }

  tell(type: string, event: unknown = { type }): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }

  connect(onLine: boolean): void {
    this.navigator.onLine = onLine;
    this.tell(onLine ? 'online' : 'offline');
  }

  /** Somebody sets the clock. */
  shiftWallClock(milliseconds: number): void {
    this.#wallAhead += milliseconds;
  }

  /** The machine has slept: call after the timeline has been skipped. */
  wakeUp(milliseconds: number): void {
    if (this.#countsSleep) return;
    this.#slept += milliseconds;
    this.#timeline.postpone(milliseconds, (plan) => this.#timers.has(plan));
  }
}
