import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Change, Store, TenantRecord } from '../../stores/contract.ts';
import type { Node, StoreSubject } from './subject.ts';

/** What one test has: a clock, and stores on a place of its own. */
export interface Scene {
  /** Milliseconds since the epoch; tests move it. */
  readonly clock: { now: number };
  /** Makes one more node of this place. */
  readonly create: () => Promise<Store>;
  /** Makes one more node of this place and opens it. */
  readonly open: () => Promise<Store>;
}

/** What all tests of a store share. */
export interface World {
  readonly hasSeveralNodes: boolean;
  /** Milliseconds. */
  readonly patience: number;
  /**
   * Runs a test body on a place that nobody else uses, and closes whatever it opened.
   * @param timeout what stores are told to wait for the database; by default, as long as the tests do
   */
  readonly scene: (body: (scene: Scene) => Promise<void>, timeout?: number) => () => Promise<void>;
}

export function createWorld({ create, nodes = 'several', patience = 5000 }: StoreSubject): World {
  return {
    hasSeveralNodes: nodes === 'several',
    patience,
    scene:
      (body, timeout = patience) =>
      async () => {
        const place = `t${randomBytes(6).toString('hex')}`;
        const clock = { now: Date.now() };
        const made: Node[] = [];
        const scene: Scene = {
          clock,
          create: async () => {
            const node = await create(place, { now: () => clock.now, timeout });
            made.push(node);
            return node.store;
          },
          open: async () => {
            const store = await scene.create();
            await store.open();
            return store;
          },
        };
        try {
          await body(scene);
        } finally {
          for (const { store, dispose } of made) {
            await store.close();
            await dispose?.();
          }
        }
      },
  };
}

/** All that an iterable gives. */
export async function collect<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}

/** A tenant as it is first installed. */
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

/** Everything that a store says from now on. */
export interface Hearing {
  readonly changes: readonly Change[];
  /** Resolves with the first change, heard already or to come, that `matches`. */
  readonly until: (matches: (change: Change) => boolean) => Promise<Change>;
  readonly stop: () => void;
}

export function hear(store: Store, patience: number): Hearing {
  const changes: Change[] = [];
  const waiting = new Set<(change: Change) => void>();
  const stop = store.watch((change) => {
    changes.push(change);
    for (const tell of waiting) tell(change);
  });
  return {
    changes,
    stop,
    until: async (matches) => {
      const { promise, resolve } = Promise.withResolvers<Change>();
      const tell = (change: Change): void => {
        if (matches(change)) resolve(change);
      };
      changes.forEach(tell);
      waiting.add(tell);
      try {
        return await withinPatience(promise, patience, 'a change is heard');
      } finally {
        waiting.delete(tell);
      }
    },
  };
}

export const isTenantChange =
  (clientKey: string) =>
  (change: Change): boolean =>
    change.kind === 'tenant' && change.clientKey === clientKey;

/** Rejects when `promise` takes longer than tests are prepared to wait. */
export async function withinPatience<T>(promise: Promise<T>, patience: number, what: string): Promise<T> {
  const controller = new AbortController();
  const tooLate = delay(patience, undefined, { signal: controller.signal }).then(() => {
    throw new Error(`It took more than ${patience} ms until ${what}.`);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    controller.abort();
    tooLate.catch(() => {});
  }
}

/** Tries again until `work` does not reject. */
export async function eventually<T>(work: () => Promise<T>, patience: number): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(20);
    }
  }
}
