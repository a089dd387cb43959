import type { Change } from './contract.ts';
import type { Subscribe, Subscription } from './driver.ts';
import { parseChange } from './records.ts';
import { pause, waitAtMost } from './wait.ts';

const PROBE_INTERVAL_MS = 1000;
const SHORTEST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 2000;

/**
 * Subscribes, and subscribes again whenever the connection is lost; listeners then get a gap. Resolves when the
 * first subscription stands, with a function that ends it for good.
 *
 * @param timeoutMs how long each later attempt and each probe may take
 * @param signal gives up the first attempt
 */
export async function keepSubscribed(
  subscribe: Subscribe,
  emit: (change: Change) => void,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<() => void> {
  const stopping = new AbortController();
  const { signal: stopped } = stopping;
  const receive = (message: string): void => {
    if (!stopped.aborted) emit(parseChange(message));
  };

  const attempt = async (attemptSignal: AbortSignal): Promise<Attempt> => {
    const losing = new AbortController();
    const subscription = await subscribe({ receive, lose: () => losing.abort() }, attemptSignal);
    return { subscription, over: AbortSignal.any([stopped, losing.signal]) };
  };

  const run = async (first: Attempt): Promise<void> => {
    let current = first;
    for (;;) {
      await probeUntilOver(current, timeoutMs);
      endQuietly(current.subscription);
      const next = await retry(() => waitAtMost(timeoutMs, attempt), stopped);
      if (!next) return;
      current = next;
      if (!stopped.aborted) emit({ kind: 'gap' });
    }
  };

  const first = await attempt(signal);
  if (signal.aborted) stopping.abort();
  void run(first);
  return () => stopping.abort();
}

/** A subscription, and a signal that fires when it is lost or no longer needed. */
interface Attempt {
  readonly subscription: Subscription;
  readonly over: AbortSignal;
}

/** Resolves when the subscription is lost, no longer needed, or fails a probe. */
async function probeUntilOver({ subscription, over }: Attempt, timeoutMs: number): Promise<void> {
  for (;;) {
    await pause(PROBE_INTERVAL_MS, over);
    if (over.aborted) return;
    try {
      await waitAtMost(timeoutMs, () => subscription.probe());
    } catch {
      return;
    }
  }
}

/** Ends a subscription that may be lost already; an error must not stop what comes next. */
function endQuietly(subscription: Subscription): void {
  try {
    subscription.end();
  } catch {
    // Drivers may throw for a connection that is gone.
  }
}

/** Repeats an attempt, with longer and longer pauses, until it succeeds or is no longer needed. */
async function retry<T>(attempt: () => Promise<T>, stopped: AbortSignal): Promise<T | undefined> {
  let backoffMs = SHORTEST_BACKOFF_MS;
  while (!stopped.aborted) {
    try {
      return await attempt();
    } catch {
      // The random part keeps nodes that lost the same database from coming back at the same moment.
      await pause(backoffMs * (0.5 + Math.random()), stopped);
      backoffMs = Math.min(2 * backoffMs, LONGEST_BACKOFF_MS);
    }
  }
  return undefined;
}
