import type { Subscribe } from '../keep-subscribed.ts';
import type { ErrorEmitter } from '../quieten.ts';

/** What the store needs to be able to do with a client, whichever package it is of. */
export interface RedisConnection {
  /** The handle, which emits `ready` and `error`. */
  readonly emitter: ErrorEmitter & ReadyEmitter;
  /** Whether a command would be sent at once, and not be queued. */
  readonly isReady: () => boolean;
  /** Connects a handle that was never connected. */
  readonly begin: () => Promise<unknown>;
  readonly evaluate: (script: string, key: string, values: readonly string[]) => Promise<unknown>;
  /** Subscribes on a connection of its own. */
  readonly subscribeTo: (channel: string) => Subscribe;
}

/** Tells when commands can be sent. */
export interface ReadyEmitter {
  once(event: 'ready', listener: () => void): unknown;
  removeListener(event: 'ready', listener: () => void): unknown;
}

/**
 * Resolves when commands can be sent. A command that waits in a driver's queue would run long after its caller
 * was told that it failed, and the queue would grow for as long as the database is away.
 */
export async function untilReady({ emitter, isReady }: RedisConnection, signal: AbortSignal): Promise<void> {
  if (isReady()) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const giveUp = (): void => {
    emitter.removeListener('ready', resolve);
    reject(new Error('The connection did not come back in time.'));
  };
  emitter.once('ready', resolve);
  signal.addEventListener('abort', giveUp, { once: true });
  await promise;
}
