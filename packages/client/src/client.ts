import type { ClientEvent, Snapshot } from './events.ts';
import type { Fetch } from './requests/fetch.ts';

/** Keeps a page signed in. Every method works without its object, so that it can be passed around. */
export interface Client {
  /**
   * The global `fetch` with the session. It adds the token for the allowed origins. It sends a request again, once,
   * when the server says that a new session helps, or after a 429 whose `Retry-After` is 10 seconds or less. It
   * leaves requests with an `Authorization` of their own alone.
   */
  readonly fetch: Fetch;
  /** The session token, for code that makes its own requests. Call it for each request; do not keep the token. */
  readonly getToken: (options?: { readonly signal?: AbortSignal }) => Promise<string>;
  /**
   * Resolves with the first session, or rejects with the first failure that `state` shows. When that failure is
   * over, reading it again gives a new promise.
   */
  readonly ready: Promise<void>;
  /** The state of the session. The same object until something changes. */
  readonly state: Snapshot;
  /** Calls the listener on each such event, until the returned function is called. */
  readonly on: (event: ClientEvent, listener: (state: Snapshot) => void) => () => void;
  /** Calls the listener when `state` has changed, until the returned function is called. For React and others. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Asks the host again at once, after a failure as well as after a sign-out. For a button. */
  readonly retry: () => void;
  /**
   * Fetches a ticket for what cannot carry a header: downloads, images, `EventSource`, WebSocket. Resolves with the
   * same address and the ticket in its query, which opens it once, within seconds.
   *
   * @throws ClientError `refused` if the address is not on the origin of `mount`
   */
  readonly fetchTicketUrl: (path: string | URL) => Promise<string>;
  /**
   * Ends the session in this page, in the app's other frames and on the server. In this page it is over even if the
   * promise rejects because the request to the server failed.
   */
  readonly signOut: () => Promise<void>;
  /** Ends the client for everything in this page that uses it. The next `createClient` opens a new session. */
  readonly dispose: () => void;
}
