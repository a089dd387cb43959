import type { Change } from './contract.ts';
import type { Subscribe, Subscription } from './driver.ts';
import { parseChange } from './records.ts';
import { pause, waitAtMost } from './wait.ts';

const PROBE_INTERVAL_MS = 1000;
/** A probe that takes longer than this may mean that changes are missed: a listener must know within 2 seconds. */
const SLOW_PROBE_MS = 700;
const SHORTEST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 2000;

/**
 * Subscribes, and subscribes again whenever the connection is lost. Listeners get `lost` when that happens, and a gap
 * when there is a subscription again. Resolves when the first subscription stands, with a function that ends it for
 * good.
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
  let isLost = false;
  const report = (kind: 'lost' | 'gap'): void => {
    isLost = kind === 'lost';
    if (!stopped.aborted) emit({ kind });
  };
  const receive = (message: string): void => {
    const change = parseChange(message);
    // While the subscription is lost, a message that cannot be read must not end the state.
    if (!stopped.aborted && !(isLost && change.kind === 'gap')) emit(change);
  };

  const attempt = async (attemptSignal: AbortSignal): Promise<Attempt> => {
    const losing = new AbortController();
    const subscription = await subscribe({ receive, lose: () => losing.abort() }, attemptSignal);
    return { subscription, over: AbortSignal.any([stopped, losing.signal]) };
  };

  const run = async (first: Attempt): Promise<void> => {
    let current = first;
    for (;;) {
      await probeUntilOver(current, timeoutMs, report);
      report('lost');
      endQuietly(current.subscription);
      const next = await retry(() => waitAtMost(timeoutMs, attempt), stopped);
      if (!next) return;
      current = next;
      report('gap');
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

/**
 * Resolves when the subscription is lost, no longer needed, or fails a probe. While a probe is slow, it reports `lost`;
 * a response after all means that every message before it has arrived, and is reported as a gap.
 */
async function probeUntilOver(
  { subscription, over }: Attempt,
  timeoutMs: number,
  report: (kind: 'lost' | 'gap') => void,
): Promise<void> {
  for (;;) {
    await pause(PROBE_INTERVAL_MS, over);
    if (over.aborted) return;
    let isSlow = false;
    const slow = setTimeout(() => {
      isSlow = true;
      report('lost');
    }, SLOW_PROBE_MS).unref();
    try {
      await waitAtMost(timeoutMs, () => subscription.probe(), over);
    } catch {
      return;
    } finally {
      clearTimeout(slow);
    }
    if (isSlow) report('gap');
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
