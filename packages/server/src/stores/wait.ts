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
