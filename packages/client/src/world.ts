/** The host's bridge: the part of `window.AP.context` that is used here. */
export interface Bridge {
  getToken(callback: (token?: unknown) => void): Promise<unknown> | undefined;
}

/** The part of a `BroadcastChannel` that is used here. */
export interface Channel {
  addEventListener(type: 'message', listener: () => void): void;
  postMessage(message: string): void;
  close(): void;
}

/** Everything that a client touches: a part of `window`, so that tests can move the rest of the world. */
export interface World {
  /** Missing on a server: nothing happens there. */
  readonly document?: {
    readonly baseURI: string;
    querySelector(selector: string): { getAttribute(name: string): string | null } | null;
  };
  readonly origin: string;
  readonly navigator: { readonly onLine: boolean };
  readonly performance: { now(): number };
  readonly Date: { now(): number };
  readonly Math: { random(): number };
  /** The world itself, unless the page is in a frame. */
  readonly parent: unknown;
  /** What the host's script defines: https://developer.atlassian.com/cloud/jira/platform/jsapi/context/ */
  readonly AP?: { readonly context?: Bridge };
  readonly BroadcastChannel: new (name: string) => Channel;
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
  addEventListener(
    type: string,
    listener: (event: unknown) => void,
    options: { readonly signal: AbortSignal },
  ): void;
}

/** More than this between the two clocks is sleep (or somebody has set the clock), not drift. */
const SLEEP = 1_000;

/**
 * Milliseconds that never go back and count the time asleep. A monotonic clock may stop while a laptop sleeps;
 * the wall clock does not, but people and networks set it. So the first one measures, and where the second has
 * gone further, the difference is taken for sleep: at worst a session is renewed once too early.
 */
export function createClock({ performance, Date }: Pick<World, 'performance' | 'Date'>): () => number {
  let lead = -Infinity;
  return () => {
    const ahead = Date.now() - performance.now();
    if (ahead > lead + SLEEP) lead = ahead;
    return performance.now() + lead;
  };
}

export const sleep = async (world: World, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    world.setTimeout(resolve, milliseconds);
  });
