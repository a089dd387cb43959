import type { World } from '../world.ts';

/** A token to send with requests. */
export interface Grant {
  readonly token: string;
  /** Seconds, from when the token arrived. The browser's clock and the token's `exp` play no part. */
  readonly expiresIn: number;
  /** Whose session it is. Frames with the same subject sign out together; without one, each on its own. */
  readonly subject?: string;
}

/** What sends requests. */
export type Network = Pick<World, 'fetch'>;

/** What a source gets. */
export interface Renewal {
  /** The address of Authbeat's endpoints, absolute and without a slash at its end. */
  readonly mount: string;
  /** The session token, until it expires. */
  readonly token: string | undefined;
  /** Aborted when the renewal no longer counts. */
  readonly signal: AbortSignal;
}

/**
 * What a response means for the session. `renew`: the server refused the token, and another one helps. `end`: the
 * session has ended. `undefined`: nothing.
 */
export type Effect = 'renew' | 'end' | undefined;

/** Where session tokens come from. Made by functions such as `bridge` and `forge`. */
export interface Source {
  /** Clients of one document whose sources have the same key share one session. */
  readonly key: string;
  /** The name and value of the header that carries the token. */
  readonly header: (token: string) => [name: string, value: string];
  readonly obtain: (renewal: Renewal, world: World) => Promise<Grant>;
  /** Sends the requests that carry the token. Default: the page itself. */
  readonly network?: Network;
  /** Ends a session on the server. */
  readonly end?: (mount: string, token: string, world: World) => Promise<unknown>;
  /**
   * Default: by the codes of docs/protocol.md.
   *
   * @param again whether the request was repeated with a new token
   */
  readonly readEffect?: (response: Response, again: boolean, world: World) => Promise<Effect>;
}
