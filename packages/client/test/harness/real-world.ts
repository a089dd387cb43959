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

/** A client on real timers and a real network, in a page at that address. */
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
    fetch: async (input, init) => fetch(input, init),
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
