import type { ClientError } from './errors.ts';

/**
 * - `starting`: there has been no session yet
 * - `active`: requests work, at worst after a short wait while an expired session is replaced
 * - `paused`: the browser is offline and the session has expired; continues when the network is back
 * - `failed`: host or server give no session; the client tries again, less and less often, unless the error is
 *   `refused`: then it waits for `client.retry()`
 * - `signedout`: signed out or revoked; the client waits for `client.retry()`
 */
export type Status = 'starting' | 'active' | 'paused' | 'failed' | 'signedout';

/** The state of a session. The same object until something changes, so that it can feed a store. */
export interface Snapshot {
  readonly status: Status;
  /** Why, unless the status is `starting` or `active`. */
  readonly error?: ClientError | undefined;
}

/** What `client.on` listens for: each status by its name, any change of the status, and each new session. */
export type ClientEvent = Status | 'changed' | 'renewed';
