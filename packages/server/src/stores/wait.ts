/** Nothing came in time. */
class TimeoutError extends Error {
  readonly code = 'TIMEOUT';
}

/**
 * Waits for `work`, but not for ever. When the time is up, the signal that `work` was given fires, and whatever
 * it does from then on is ignored.
 *
 * @param timeout milliseconds
 */
export async function waitAtMost<T>(timeout: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new TimeoutError());
    controller.abort();
  }, timeout);
  try {
    return await Promise.race([work(controller.signal), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lets time pass, in milliseconds, but no longer than until `over` fires. Keeps no process alive. */
export async function pause(milliseconds: number, over: AbortSignal): Promise<void> {
  if (over.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds).unref();
  const stop = (): void => resolve();
  over.addEventListener('abort', stop, { once: true });
  await promise;
  clearTimeout(timer);
  over.removeEventListener('abort', stop);
}
