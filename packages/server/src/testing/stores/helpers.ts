import { setTimeout as delay } from 'node:timers/promises';
import type { Change, Store, TenantRecord } from '../../stores/contract.ts';

/** How long to pause between two attempts. */
const RETRY_INTERVAL_MS = 20;

/** Collects everything that an iterable yields. */
export async function collect<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}

/** Makes a tenant as it is first installed. */
export function tenantOf(clientKey: string, changes: Partial<TenantRecord> = {}): TenantRecord {
  return {
    clientKey,
    version: 1,
    installed: true,
    enabled: true,
    generation: 0,
    baseUrl: 'https://example.atlassian.net',
    secret: 'a shared secret',
    lastEventAt: 1_700_000_000,
    details: {},
    ...changes,
  };
}

/** The changes that a store reports from now on. */
export interface Recording {
  readonly changes: readonly Change[];
  /** Resolves with the first change, recorded or still to come, that `matches`. */
  readonly waitFor: (matches: (change: Change) => boolean) => Promise<Change>;
  readonly stop: () => void;
}

/** @param patience in seconds */
export function recordChanges(store: Store, patience: number): Recording {
  const changes: Change[] = [];
  const waiting = new Set<(change: Change) => void>();
  const stop = store.watch((change) => {
    changes.push(change);
    for (const check of waiting) check(change);
  });
  return {
    changes,
    stop,
    waitFor: async (matches) => {
      const { promise, resolve } = Promise.withResolvers<Change>();
      const check = (change: Change): void => {
        if (matches(change)) resolve(change);
      };
      changes.forEach(check);
      waiting.add(check);
      try {
        return await withinPatience(promise, patience, 'the expected change');
      } finally {
        waiting.delete(check);
      }
    },
  };
}

export const isTenantChange =
  (clientKey: string) =>
  (change: Change): boolean =>
    change.kind === 'tenant' && change.clientKey === clientKey;

export const isEntryChange =
  (key: string) =>
  (change: Change): boolean =>
    change.kind === 'entry' && change.key === key;

/** Rejects when `promise` takes longer than `patience` seconds. */
export async function withinPatience<T>(promise: Promise<T>, patience: number, what: string): Promise<T> {
  const controller = new AbortController();
  const tooLate = delay(patience * 1000, undefined, { signal: controller.signal }).then(() => {
    throw new Error(`The wait for ${what} took more than ${patience} seconds.`);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    controller.abort();
    tooLate.catch(() => {});
  }
}

/** Repeats `work` until it resolves, for at most `patience` seconds. */
export async function eventually<T>(work: () => Promise<T>, patience: number): Promise<T> {
  const deadline = performance.now() + patience * 1000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(RETRY_INTERVAL_MS);
    }
  }
}

/**
 * Writes tenants until one is reported. A connection may end by a timeout of its own also after the fault: then a write
 * may be missed, and the gap after it says so.
 */
export async function writeUntilReported(
  store: Store,
  { changes, waitFor }: Recording,
  patience: number,
): Promise<void> {
  const deadline = performance.now() + patience * 1000;
  for (let attempt = 0; performance.now() < deadline; attempt += 1) {
    const clientKey = `after ${attempt}`;
    const before = changes.length;
    await eventually(() => store.writeTenant(tenantOf(clientKey), 0), patience);
    const isReported = isTenantChange(clientKey);
    const change = await waitFor(
      (each) => isReported(each) || (each.kind === 'gap' && changes.indexOf(each) >= before),
    );
    if (isReported(change)) return;
  }
  throw new Error(`No write was reported for ${patience} seconds.`);
}
