import type { ClientError } from './errors.ts';
import type { Status } from './machine.ts';

/** How the session is doing. The same object until something changes, so it can feed a store. */
export interface Snapshot {
  /**
   * - `starting`: there has been no session yet
   * - `active`: requests work, at worst after a short wait while an expired session is replaced
   * - `paused`: offline; renewal goes on by itself when the network is back
   * - `failed`: neither the host nor the server helps; tried again by itself, ever more slowly, unless `error`
   *   is `refused`: then a person has to ask (`client.retry()`)
   * - `signedout`: signed out or revoked; a person has to ask
   */
  readonly status: Status;
  /** Why, when the status is `failed` or `signedout`. */
  readonly error?: ClientError;
}

/** What `client.on` listens for. */
export interface ClientEvents {
  /** The status changed. */
  readonly changed: Snapshot;
  /** There is a new session; it lives this many seconds. */
  readonly renewed: { readonly expiresIn: number };
  /** The network is gone and the session with it. */
  readonly paused: Snapshot;
  /** Neither the host nor the server helps. */
  readonly failed: Snapshot;
  /** Signed out or revoked, here or in another frame of the app. */
  readonly signedout: Snapshot;
}

export type Emit = (name: keyof ClientEvents, event: ClientEvents[keyof ClientEvents]) => void;
