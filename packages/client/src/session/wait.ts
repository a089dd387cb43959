import type { Publisher } from './publish.ts';
import type { Run } from './run.ts';

/** What a caller needs a token for. */
export interface Need {
  /** Wait for a renewal that has begun, even while the session lives. */
  readonly fresh?: boolean;
  /** Wait while offline. */
  readonly patient?: boolean;
  /** Stops waiting. */
  readonly signal?: AbortSignal | undefined;
}

export type GetToken = (need?: Need) => Promise<string>;

/** Waits for a session token, until there is one or the session has failed. */
export const createGetToken =
  (run: Run, publisher: Publisher): GetToken =>
  async ({ fresh, patient, signal } = {}) => {
    run.tick();
    for (;;) {
      signal?.throwIfAborted();
      const token = run.token();
      if (token && !(fresh && run.renewing())) return token;
      const { status, error } = publisher.state;
      if (error && !(patient && status === 'paused')) throw error;
      await publisher.step(signal);
    }
  };
