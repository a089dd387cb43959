import type { Subscribe } from '../keep-subscribed.ts';
import type { ErrorEmitter } from '../quieten.ts';
import { pause } from '../wait.ts';

/** How often to look whether a connection is back, in milliseconds. */
const LOOK_INTERVAL = 10;

/** What the store needs to be able to do with a client, whichever package it is of. */
export interface RedisConnection {
  /** The handle itself. */
  readonly emitter: ErrorEmitter;
  /** Whether a command would be sent at once, and not be queued. */
  readonly isReady: () => boolean;
  /** Connects a handle that is not connected, and does not try to be. */
  readonly begin: () => Promise<unknown>;
  readonly evaluate: (script: string, key: string, values: readonly string[]) => Promise<unknown>;
  /** Subscribes on a connection of its own. */
  readonly subscribeTo: (channel: string) => Subscribe;
}

/**
 * Resolves when commands can be sent. A command that waits in a driver's queue would run long after its caller
 * was told that it failed, and the queue would grow for as long as the database is away.
 */
export async function untilReady({ isReady }: RedisConnection, signal: AbortSignal): Promise<void> {
  // Calls can be many when a database is away: each looks by itself, so that no listeners pile up.
  while (!isReady()) {
    await pause(LOOK_INTERVAL, signal);
    if (signal.aborted) throw new Error('The connection did not come back in time.');
  }
}
