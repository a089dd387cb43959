import { randomBytes } from 'node:crypto';
import type { Store } from '../../stores/contract.ts';
import type { StoreNode, StoreSubject } from './subject.ts';

/** What one test works with: a clock, and stores on a place of its own. */
export interface Setup {
  /** Milliseconds since the epoch; tests move it. */
  readonly clock: { now: number };
  /** Makes another node of this place. */
  readonly create: () => Promise<Store>;
  /** Makes another node of this place and opens it. */
  readonly open: () => Promise<Store>;
}

/** What all tests of a store share. */
export interface Suite {
  readonly hasSeveralNodes: boolean;
  /** In seconds. */
  readonly patience: number;
  /**
   * Runs a test body on a place that no other test uses, and closes every store that it made.
   *
   * @param timeout how long the stores wait for the database, in seconds; defaults to `patience`
   */
  readonly isolated: (body: (setup: Setup) => Promise<void>, timeout?: number) => () => Promise<void>;
}

export function createSuite({ create, nodes = 'several', patience = 5 }: StoreSubject): Suite {
  return {
    hasSeveralNodes: nodes === 'several',
    patience,
    isolated:
      (body, timeout = patience) =>
      async () => {
        const place = `t${randomBytes(6).toString('hex')}`;
        const clock = { now: Date.now() };
        const made: StoreNode[] = [];
        const setup: Setup = {
          clock,
          create: async () => {
            const node = await create(place, { now: () => clock.now, timeout });
            made.push(node);
            return node.store;
          },
          open: async () => {
            const store = await setup.create();
            await store.open();
            return store;
          },
        };
        try {
          await body(setup);
        } finally {
          for (const { store, dispose } of made) {
            await store.close();
            await dispose?.();
          }
        }
      },
  };
}
