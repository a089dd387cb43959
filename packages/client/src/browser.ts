import type { Bridge, Channel, Signal, World } from './world.ts';

/** More than this between the two clocks is sleep (or somebody set the clock), not drift. */
const SLEEP = 1_000;

/**
 * Milliseconds that never go back and count the time asleep. A monotonic clock may stop while a laptop sleeps;
 * the wall clock does not, but people and networks set it. So the first one measures, and where the second has
 * gone further, the difference is taken for sleep: at worst a session is renewed once too early.
 */
export function createClock(monotonic: () => number, wall: () => number): () => number {
  let slept = 0;
  let offset = wall() - monotonic();
  return () => {
    const elapsed = monotonic();
    const gap = wall() - elapsed - offset;
    if (Math.abs(gap) > SLEEP) {
      offset += gap;
      slept += Math.max(gap, 0);
    }
    return elapsed + slept;
  };
}

declare global {
  interface Window {
    // The name is the host's: https://developer.atlassian.com/cloud/jira/platform/about-the-javascript-api/
    AP?: { readonly context?: Bridge };
  }
}

/** The world of a page, or an empty one where there is no document. */
export function browserWorld(): World {
  const inPage = typeof document === 'object';
  return {
    keepers: new Map(),
    baseUrl: inPage ? document.baseURI : undefined,
    now: createClock(
      () => performance.now(),
      () => Date.now(),
    ),
    random: () => Math.random(),
    delay(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    fetch: async (input, init) => fetch(input, init),
    online: () => navigator.onLine,
    listen,
    bridge: () => window.AP?.context ?? (window.parent === window ? null : undefined),
    meta: (name) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content,
    channel: openChannel,
  };
}

function listen(listener: (signal: Signal) => void): () => void {
  const stop = new AbortController();
  const on = (target: EventTarget, event: string, tell: () => void): void =>
    target.addEventListener(event, tell, { signal: stop.signal });
  on(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') listener('awake');
  });
  on(window, 'pageshow', () => listener('awake'));
  on(window, 'focus', () => listener('awake'));
  on(window, 'pagehide', () => listener('asleep'));
  on(window, 'online', () => listener('online'));
  on(window, 'offline', () => listener('offline'));
  return () => stop.abort();
}

function openChannel(name: string, listener: (message: string) => void): Channel | undefined {
  try {
    const channel = new BroadcastChannel(name);
    channel.addEventListener('message', (event: MessageEvent<unknown>) => listener(String(event.data)));
    return {
      // A channel's messages stay within the origin by themselves.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      post: (message) => channel.postMessage(message),
      close: () => channel.close(),
    };
  } catch {
    // Missing or forbidden: each frame then finds out for itself.
    return undefined;
  }
}
