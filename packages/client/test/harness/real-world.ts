import { setImmediate as turn } from 'node:timers/promises';
import { vi } from 'vitest';
import { inWorld } from '../../src/create.ts';
import type { Client } from '../../src/client.ts';
import type { Source } from '../../src/sources/source.ts';
import type { Bridge, World } from '../../src/world.ts';

export interface PageOptions {
  readonly source: Source;
  /** The content of `meta[name=token]`. */
  readonly token?: string;
  readonly getToken?: Bridge['getToken'];
}

/** How far the clock moves at once, in milliseconds: as little as the shortest wait of a client. */
const STEP = 50;
/** How many requests of pages have no response yet. */
let underWay = 0;

/** Takes over the clocks and timers of the pages and servers of this process: time passes in `passUntil` alone. */
export function takeOverClock(): void {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
}

/** Lets time pass until a promise settles, and never during a request: a slow machine expires no token. */
export async function passUntil<T>(promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settle = (): void => {
    isSettled = true;
  };
  promise.then(settle, settle);
  for (;;) {
    await turn();
    if (isSettled) return promise;
    if (underWay === 0) vi.advanceTimersByTime(STEP);
  }
}

/** A client on a real network, in a page at that address. */
export function openPage(baseUrl: string, { source, token, getToken }: PageOptions): Client {
  const loadedAt = performance.now();
  const world: World = {
    document: {
      querySelector: (selector) =>
        selector === 'meta[name="token"]' && token !== undefined ? { getAttribute: () => token } : null,
    },
    location: { href: baseUrl },
    navigator: { onLine: true },
    performance: { now: () => performance.now() - loadedAt },
    Date,
    Math,
    parent: {},
    ...(getToken === undefined ? {} : { AP: { context: { getToken } } }),
    BroadcastChannel,
    fetch: async (input, init) => {
      underWay += 1;
      return fetch(input, init).finally(() => {
        underWay -= 1;
      });
    },
    setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds).unref(),
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
    addEventListener: () => {},
  };
  return inWorld(world)({ source });
}

/** The next event of that name. */
export const next = async (client: Client, event: Parameters<Client['on']>[0]): Promise<void> =>
  new Promise((resolve) => {
    const stop = client.on(event, () => {
      stop();
      resolve();
    });
  });
