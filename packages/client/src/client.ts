import type { ClientEvent, Snapshot } from './events.ts';
import type { Fetch } from './fetch.ts';

/** Keeps a page signed in. Every method can be passed around without its object. */
export interface Client {
  /**
   * The global `fetch` with the session: adds the token for the allowed origins, and repeats a request once
   * when the server says that a new session helps. A request that has an `Authorization` of its own is left
   * alone.
   */
  readonly fetch: Fetch;
  /** A token that lives. For code that makes its own requests; ask each time, never keep it. */
  readonly getToken: (options?: { readonly signal?: AbortSignal }) => Promise<string>;
  /**
   * Settles with the first session, or with the first failure that a person has to know of. After that failure
   * is over, reading it again gives a new promise.
   */
  readonly ready: Promise<void>;
  /** How the session is doing; the same object until something changes. */
  readonly state: Snapshot;
  /** Calls back on events; the answer stops it. */
  readonly on: (event: ClientEvent, listener: (state: Snapshot) => void) => () => void;
  /** Calls back when `state` has changed; the answer stops it. For stores such as React's. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Asks the host again, now: what a Retry button calls, after a failure as well as after a sign-out. */
  readonly retry: () => void;
  /**
   * An address for what cannot carry a header (downloads, images, `EventSource`, WebSocket): the same one with a
   * ticket that opens it once, within seconds. Throws a ClientError, `refused` if the address is not the app's.
   */
  readonly url: (path: string | URL) => Promise<string>;
  /**
   * Ends the session here, in the app's other frames and on the server. It is over in this page even if the
   * promise is rejected because the server could not be told.
   */
  readonly signOut: () => Promise<void>;
  /** Lets go of everything, for everybody in this page who has the same client. The next `createClient` begins anew. */
  readonly dispose: () => void;
}
