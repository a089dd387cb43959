/** Whatever emits errors, as handles of databases do. */
export interface ErrorEmitter {
  on(event: 'error', listener: () => void): unknown;
}

const quiet = new WeakSet<ErrorEmitter>();

/**
 * Keeps an error that nobody listens to from ending the process: whoever needs the handle hears of the trouble
 * by its own call. Other listeners still hear the error.
 */
export function quieten(emitter: ErrorEmitter): void {
  if (quiet.has(emitter)) return;
  quiet.add(emitter);
  emitter.on('error', ignore);
}

function ignore(): void {}
