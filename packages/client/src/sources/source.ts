import type { World } from '../world.ts';

/** A token to send with requests. */
export interface Grant {
  readonly token: string;
  /** Seconds from now. The browser's clock and the token's `exp` play no part. */
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

/** What a refused request calls for: another session, the end of this one, or nothing that we could do. */
export type Remedy = 'renew' | 'end' | undefined;

/** Where sessions come from. Made by `bridge`, `heartbeat`, `ace`, `springBoot`, `custom` and `firstOf`. */
export interface Source {
  /** Clients of one document whose sources have the same key share one session. */
  readonly key: string;
  /** The word before the token in `Authorization`. Default: `Bearer`. */
  readonly scheme?: 'Bearer' | 'JWT';
  obtain(renewal: Renewal, world: World): Promise<Grant>;
  /** Ends a session on the server. */
  end?(renewal: Renewal, world: World): Promise<void>;
  /** A grant that comes with an answer to an ordinary request. */
  observe?(response: Response, world: World): Grant | undefined;
  /** Default: the codes of docs/protocol.md. */
  readonly remedy?: (response: Response) => Promise<Remedy>;
}
