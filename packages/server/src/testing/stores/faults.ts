import assert from 'node:assert/strict';
import type { Store } from '../../stores/contract.ts';
import { eventually, recordChanges, tenantOf, withinPatience, writeUntilReported } from './helpers.ts';
import { assertAllReject } from './life.ts';
import type { Fault, TestFunctions } from './subject.ts';
import type { Suite } from './suite.ts';

/** How long stores wait for the database here, in seconds: the tests wait for it to pass. */
const TIMEOUT = 0.15;

export function describeFault(fault: Fault, suite: Suite, { describe, it }: TestFunctions): void {
  const { patience } = suite;
  const isolated: Suite['isolated'] = (body) => suite.isolated(body, TIMEOUT);
  // A busy machine may miss the short timeout, so what merely prepares a test is repeated.
  const open = async (create: () => Promise<Store>): Promise<Store> => {
    const store = await create();
    await eventually(() => store.open(), patience);
    return store;
  };

  describe(`with a database that ${fault.name}`, () => {
    it(
      'rejects every call in bounded time, and works again without being reopened',
      isolated(async ({ create, clock }) => {
        const store = await open(create);
        await eventually(() => store.writeTenant(tenantOf('tenant'), 0), patience);
        await during(fault, async () => {
          await withinPatience(
            assertAllReject(store, clock.now, 'store_unavailable'),
            patience,
            'every call to reject',
          );
        });
        assert.deepEqual(await eventually(() => store.readTenant('tenant'), patience), tenantOf('tenant'));
        await eventually(() => store.consumeOnce('after', clock.now + 30_000), patience);
        assert.equal(await eventually(() => store.consumeOnce('after', clock.now + 30_000), patience), false);
      }),
    );

    it(
      'settles every call that is under way',
      isolated(async ({ create, clock }) => {
        const store = await open(create);
        const calls = Array.from({ length: 100 }, (_, index) =>
          store.consumeOnce(`key ${index}`, clock.now + 30_000),
        );
        const settled = Promise.allSettled(calls);
        await during(fault, async () => {
          for (const outcome of await withinPatience(settled, patience, 'every call to settle')) {
            if (outcome.status === 'fulfilled') assert.equal(outcome.value, true);
            else assert.equal((outcome.reason as { code?: unknown }).code, 'store_unavailable');
          }
        });
      }),
    );

    it(
      fault.keepsConnections
        ? 'reports changes again afterwards'
        : 'reports that changes may be missed, a gap, and changes again afterwards',
      isolated(async ({ create }) => {
        const [store, other] = [await open(create), await open(create)];
        const recording = recordChanges(store, patience);
        await during(fault, async () => {
          const call = store.readTenant('tenant').catch(() => {});
          await withinPatience(call, patience, 'a call to settle');
        });
        if (!fault.keepsConnections) {
          await recording.waitFor(({ kind }) => kind === 'lost');
          await recording.waitFor(({ kind }) => kind === 'gap');
        }
        await writeUntilReported(other, recording, patience);
      }),
    );

    it(
      'rejects open() in bounded time, and opens when the database is back',
      isolated(async ({ create }) => {
        const first = await open(create);
        await eventually(() => first.writeTenant(tenantOf('tenant'), 0), patience);
        const [store, unopened] = [await create(), await create()];
        const refused = { name: 'StoreError', code: 'store_unavailable' };
        await during(fault, async () => {
          const refusals = Promise.all([
            assert.rejects(store.open(), refused),
            assert.rejects(unopened.readTenant('tenant'), refused),
          ]);
          await withinPatience(refusals, patience, 'open() and a first call to reject');
        });
        await eventually(() => store.open(), patience);
        assert.deepEqual(await eventually(() => store.readTenant('tenant'), patience), tenantOf('tenant'));
        const read = await eventually(() => unopened.readTenant('tenant'), patience);
        assert.deepEqual(read, tenantOf('tenant'));
      }),
    );

    it(
      'closes in bounded time, open or still opening',
      isolated(async ({ create }) => {
        const [store, opening] = [await open(create), await create()];
        await during(fault, async () => {
          const attempt = opening.open().catch(() => {});
          const closing = Promise.all([store, opening].map((each) => each.close().catch(() => {})));
          await withinPatience(Promise.all([attempt, closing]), patience, 'the stores to close');
        });
      }),
    );
  });
}

async function during(fault: Fault, work: () => Promise<void>): Promise<void> {
  const end = await fault.begin();
  try {
    await work();
  } finally {
    await end();
  }
}
