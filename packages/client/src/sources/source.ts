import type { World } from '../world.ts';

/** A token to send with requests. */
export interface Grant {
  readonly token: string;
  /** Seconds, from when it was asked for. The browser's clock and the token's `exp` play no part. */
  readonly expiresIn: number;
  /** Whose session it is: names the line to the app's other frames. Without it there is none. */
  readonly subject?: string;
}

/** What a source is given. */
export interface Renewal {
  /** The address of Authbeat's endpoints, absolute and without a slash at its end. */
  readonly mount: string;
  /** The session token, while it lives. */
  readonly token: string | undefined;
  /** Aborted when the answer is no longer wanted. */
  readonly signal: AbortSignal;
}

/**
 * What an answer to a request says about its token: it is `refused`, and another one would help; the session has
 * `ended`; or nothing.
 */
export type Verdict = 'refused' | 'ended' | undefined;

/** Where sessions come from. Made by `bridge`, `heartbeat`, `ace`, `springBoot`, `custom` and `firstOf`. */
export interface Source {
  /** Clients of one document whose sources have the same key share one session. */
  readonly key: string;
  /** The word before the token in `Authorization`. Default: `Bearer`. */
  readonly scheme?: 'Bearer' | 'JWT' | undefined;
  readonly obtain: (renewal: Renewal, world: World) => Promise<Grant>;
  /** Ends a session on the server. */
  readonly end?: (mount: string, token: string, world: World) => Promise<unknown>;
  /** Default: by the codes of docs/protocol.md. */
  readonly judge?: (response: Response) => Promise<Verdict>;
}
