import { ClientError } from './errors.ts';
import type { ClientErrorCode } from './errors.ts';

/** The host's bridge: the part of `window.AP.context` that the client uses. */
export interface Bridge {
  getToken(callback: (token?: unknown) => void): Promise<unknown> | undefined;
}

/** The part of a `BroadcastChannel` that the client uses. */
export interface Channel {
  addEventListener(type: 'message', listener: () => void): void;
  postMessage(message: string): void;
  close(): void;
}

/** Everything that a client uses: a part of `window`. Tests pass a world of their own. */
export interface World {
  /** Missing on a server: the client does nothing there. */
  readonly document?: {
    querySelector(selector: string): { getAttribute(name: string): string | null } | null;
  };
  /** The page's own address. Not `document.baseURI`, which an injected `<base>` changes. */
  readonly location?: { readonly href: string };
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
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
  addEventListener(
    type: string,
    listener: (event: unknown) => void,
    options: { readonly signal: AbortSignal },
  ): void;
}

/** A larger difference between the two clocks is sleep (or somebody has set the clock), not drift. */
const SLEEP_MS = 1_000;

/**
 * Seconds that never go back and include the time asleep. A monotonic clock may stop while a laptop sleeps; the
 * wall clock does not, but people and networks set it. So the monotonic clock measures, and where the wall clock
 * has gone further, the difference counts as sleep. At worst a session is renewed once too early.
 */
export function createTime({ performance, Date }: Pick<World, 'performance' | 'Date'>): () => number {
  let lead = -Infinity;
  return () => {
    const ahead = Date.now() - performance.now();
    if (ahead > lead + SLEEP_MS) lead = ahead;
    return (performance.now() + lead) / 1_000;
  };
}

/** Resolves after so many seconds, or when the signal is aborted. */
export const sleep = (world: World, seconds: number, signal?: AbortSignal): Promise<unknown> =>
  new Promise<Event | void>((resolve) => {
    world.setTimeout(resolve, seconds * 1_000);
    signal?.addEventListener('abort', resolve);
  });

/** The outcome of a promise, or an error with this code after so many seconds. */
export const within = <Value>(
  world: World,
  seconds: number,
  code: ClientErrorCode,
  promise: Promise<Value>,
): Promise<Value> =>
  Promise.race([
    promise,
    sleep(world, seconds).then(() => {
      throw new ClientError(code);
    }),
  ]);
