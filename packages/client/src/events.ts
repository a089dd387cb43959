import type { ClientError } from './errors.ts';

/**
 * - `starting`: there has been no session yet
 * - `active`: requests work, at worst after a short wait while an expired session is replaced
 * - `paused`: the network is gone, and the session too; goes on by itself when the network is back
 * - `failed`: neither the host nor the server helps; tried again by itself, ever more slowly, unless the error
 *   is `refused`: then a person has to ask (`client.retry()`)
 * - `signedout`: signed out or revoked; a person has to ask
 */
export type Status = 'starting' | 'active' | 'paused' | 'failed' | 'signedout';

/** How the session is doing. The same object until something changes, so it can feed a store. */
export interface Snapshot {
  readonly status: Status;
  /** Why, unless the status is `starting` or `active`. */
  readonly error?: ClientError | undefined;
}

/** What `client.on` listens for: each status by its name, any change of the status, and each new session. */
export type ClientEvent = Status | 'changed' | 'renewed';
