/** A database handle that emits errors. */
export interface ErrorEmitter {
  on(event: 'error', listener: () => void): unknown;
}

const quiet = new WeakSet<ErrorEmitter>();

/**
 * Keeps an `error` event without listeners from ending the process: the calls that need the handle reject anyway.
 * The app's own listeners still get the event.
 */
export function quieten(emitter: ErrorEmitter): void {
  if (quiet.has(emitter)) return;
  quiet.add(emitter);
  emitter.on('error', ignore);
}

function ignore(): void {}
