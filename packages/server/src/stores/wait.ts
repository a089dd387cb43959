/** The time is up. */
class TimeoutError extends Error {
  readonly code = 'TIMEOUT';
}

/**
 * Waits for `work` for a bounded time. When the time is up, the signal given to `work` fires, and its result is
 * ignored.
 *
 * @param cancelled ends the wait early, when it fires
 */
export async function waitAtMost<T>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  cancelled?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => {
    reject(new TimeoutError());
    controller.abort();
  };
  const timer = setTimeout(giveUp, timeoutMs);
  cancelled?.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work(controller.signal), tooLate]);
  } finally {
    clearTimeout(timer);
    cancelled?.removeEventListener('abort', giveUp);
  }
}

/** Waits, but not longer than until `over` fires. Does not keep the process alive. */
export async function pause(durationMs: number, over: AbortSignal): Promise<void> {
  if (over.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, durationMs).unref();
  const stop = (): void => resolve();
  over.addEventListener('abort', stop, { once: true });
  await promise;
  clearTimeout(timer);
  over.removeEventListener('abort', stop);
}
