import { HostCallError } from './errors.ts';

/** Until when a call must have ended. */
export interface Deadline {
  /** Aborts at the deadline, or when the caller aborts. */
  readonly signal: AbortSignal;
  readonly remainingMs: () => number;
}

/**
 * Runs work until a deadline. After it, the result of work that does not watch the signal is ignored.
 *
 * @param timeout in seconds
 * @param given the caller's own signal
 * @throws {HostCallError} `host_timeout`, or the reason of the caller's signal
 */
export async function withDeadline<Result>(
  timeout: number,
  given: AbortSignal | null | undefined,
  work: (deadline: Deadline) => Promise<Result>,
): Promise<Result> {
  const endsAtMs = performance.now() + timeout * 1000;
  const timer = AbortSignal.timeout(Math.ceil(timeout * 1000));
  const signal = given ? AbortSignal.any([timer, given]) : timer;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    const remainingMs = (): number => endsAtMs - performance.now();
    return await Promise.race([work({ signal, remainingMs }), aborted]);
  } catch (error) {
    given?.throwIfAborted();
    throw timer.aborted ? new HostCallError('host_timeout') : error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
