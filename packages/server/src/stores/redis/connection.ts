import type { Subscribe } from '../driver.ts';
import type { ErrorEmitter } from '../quieten.ts';
import { pause } from '../wait.ts';

/** How often to check whether the connection is back. */
const CHECK_INTERVAL_MS = 10;

/** What the driver needs of a client, whether it is of the package ioredis or redis. */
export interface RedisConnection {
  /** The client itself. */
  readonly emitter: ErrorEmitter;
  /** Whether a command would be sent at once rather than queued. */
  readonly isReady: () => boolean;
  /** Connects a client that is neither connected nor connecting. */
  readonly begin: () => Promise<unknown>;
  readonly evaluate: (script: string, key: string, values: readonly string[]) => Promise<unknown>;
  /** Runs a script without keys on every master. */
  readonly evaluateEverywhere: (script: string) => Promise<readonly unknown[]>;
  /** Subscribes on a connection of its own. */
  readonly subscribeTo: (channel: string) => Subscribe;
}

/**
 * Resolves when commands can be sent. A command in the client's own queue would run long after the store has
 * reported that it failed, and that queue would grow for as long as the database is away.
 */
export async function untilReady({ isReady }: RedisConnection, signal: AbortSignal): Promise<void> {
  // Polling adds no listener per call: there may be many calls while the database is away.
  while (!isReady()) {
    await pause(CHECK_INTERVAL_MS, signal);
    if (signal.aborted) throw new Error('The connection did not come back in time.');
  }
}
