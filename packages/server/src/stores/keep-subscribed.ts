import type { Change } from './contract.ts';
import { parseChange } from './records.ts';
import { pause, waitAtMost } from './wait.ts';

/** How often a subscription that looks alive is asked whether it is, in milliseconds. */
const PROBE_INTERVAL = 1000;
const SHORTEST_BACKOFF = 50;
const LONGEST_BACKOFF = 2000;

/** What a subscription is told. */
export interface SubscriptionEvents {
  /** A message came, as it was sent. */
  readonly tell: (message: string) => void;
  /** The connection is known to be lost. */
  readonly lose: () => void;
}

/** One connection on which a database tells of changes. */
export interface Subscription {
  /** Makes a round trip on this very connection. */
  readonly probe: () => Promise<unknown>;
  readonly end: () => void;
}

/** Begins a subscription; cleans up after itself if `signal` fires before it stands. */
export type Subscribe = (events: SubscriptionEvents, signal: AbortSignal) => Promise<Subscription>;

/**
 * Subscribes, and subscribes again whenever the connection is lost: then listeners are told of a gap. Resolves
 * when the first subscription stands, with the function that ends it all.
 *
 * @param timeout how long each later attempt and each probe may take, in milliseconds
 * @param signal gives up the first attempt
 */
export async function keepSubscribed(
  subscribe: Subscribe,
  emit: (change: Change) => void,
  timeout: number,
  signal: AbortSignal,
): Promise<() => void> {
  const stopping = new AbortController();
  const { signal: stopped } = stopping;
  const tell = (message: string): void => {
    if (!stopped.aborted) emit(parseChange(message));
  };

  /** Holds one subscription until it is over. */
  const attempt = async (attemptSignal: AbortSignal) => {
    const losing = new AbortController();
    const subscription = await subscribe({ tell, lose: () => losing.abort() }, attemptSignal);
    return { ...subscription, over: AbortSignal.any([stopped, losing.signal]) };
  };

  const run = async (first: Awaited<ReturnType<typeof attempt>>): Promise<void> => {
    let current = first;
    for (;;) {
      await probeUntilOver(current, timeout, current.over);
      endQuietly(current);
      const next = await retry(() => waitAtMost(timeout, attempt), stopped);
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

/** Resolves when the subscription is lost, no longer wanted, or does not answer. */
async function probeUntilOver({ probe }: Subscription, timeout: number, over: AbortSignal): Promise<void> {
  for (;;) {
    await pause(PROBE_INTERVAL, over);
    if (over.aborted) return;
    try {
      await waitAtMost(timeout, probe);
    } catch {
      return;
    }
  }
}

/** It is over either way, and what comes next must not fail for it. */
function endQuietly({ end }: Subscription): void {
  try {
    end();
  } catch {
    // A driver may complain of a connection that is gone.
  }
}

/** Tries, waiting ever longer in between, until it works or is no longer wanted. */
async function retry<T>(attempt: () => Promise<T>, stopped: AbortSignal): Promise<T | undefined> {
  for (let backoff = SHORTEST_BACKOFF; !stopped.aborted; backoff = Math.min(2 * backoff, LONGEST_BACKOFF)) {
    try {
      return await attempt();
    } catch {
      // Nodes that lost the same database should not come back all at the same moment.
      await pause(backoff * (0.5 + Math.random()), stopped);
    }
  }
  return undefined;
}
