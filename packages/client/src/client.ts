import type { ClientEvents, Snapshot } from './events.ts';
import { createFetch } from './fetch.ts';
import type { Fetch } from './fetch.ts';
import { openKeeper } from './keeper.ts';
import { readOptions } from './options.ts';
import type { ClientOptions } from './options.ts';
import { requestTicket } from './ticket.ts';
import type { World } from './world.ts';

/** Keeps a page signed in. Every method can be passed around without its object. */
export interface Client {
  /**
   * The global `fetch` with the session: adds the token for the allowed origins, and repeats a request once
   * when the server says that a new session helps. A request that has an `Authorization` of its own is left
   * alone.
   */
  readonly fetch: Fetch;
  /** A token that lives. For code that makes its own requests; ask each time, never keep it. */
  getToken(options?: { readonly signal?: AbortSignal }): Promise<string>;
  /**
   * Settles with the first session, or with the first failure that a person has to know of. After that failure
   * is over, reading it again gives a new promise.
   */
  readonly ready: Promise<void>;
  /** How the session is doing; the same object until something changes. */
  readonly state: Snapshot;
  /** Calls back on events; the answer stops it. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void;
  /** Calls back when `state` has changed; the answer stops it. For stores such as React's. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Asks the host again, now: what a Retry button calls, after a failure as well as after a sign-out. */
  retry(): void;
  /**
   * An address for what cannot carry a header (downloads, images, `EventSource`, WebSocket): the same one with a
   * ticket that opens it once, within seconds.
   *
   * @throws ClientError `ticket_refused`
   */
  url(path: string | URL, options?: { readonly signal?: AbortSignal }): Promise<string>;
  /**
   * Ends the session here, in the app's other frames and on the server. It is over in this page even if the
   * promise is rejected because the server could not be told.
   */
  signOut(): Promise<void>;
  /** Lets go of everything. The session goes with its last client. */
  dispose(): void;
}

/** `createClient` in a given world. */
export function createClientIn(world: World, options: ClientOptions = {}): Client {
  const settings = readOptions(options, world.baseUrl);
  const { mount, source } = settings;
  const key = `${mount} ${source.key}`;
  const keeper = world.keepers.get(key) ?? openKeeper(world, source, mount);
  world.keepers.set(key, keeper);
  keeper.users += 1;
  const stops = new Set<() => void>();
  let disposed = false;

  const fetch = createFetch(world, keeper, settings);
  const on: Client['on'] = (name, listener) => {
    const stop = keeper.listen((emitted, event) => {
      if (emitted === name) listener(event as ClientEvents[typeof name]);
    });
    stops.add(stop);
    return () => {
      stops.delete(stop);
      stop();
    };
  };

  return {
    fetch,
    getToken: async (need) => keeper.token(need),
    get ready() {
      return keeper.ready();
    },
    get state() {
      return keeper.snapshot();
    },
    on,
    subscribe: (listener) => on('changed', listener),
    retry: () => keeper.dispatch({ type: 'retried' }),
    url: async (path, need) => requestTicket(fetch, mount, new URL(path, world.baseUrl), need?.signal),
    signOut: async () => keeper.signOut(),
    dispose() {
      if (disposed) return;
      disposed = true;
      for (const stop of stops) stop();
      keeper.users -= 1;
      if (keeper.users > 0) return;
      world.keepers.delete(key);
      keeper.close();
    },
  };
}
