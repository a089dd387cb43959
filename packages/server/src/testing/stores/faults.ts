import assert from 'node:assert/strict';
import { assertAllReject } from './life.ts';
import type { Fault, TestFunctions } from './subject.ts';
import { eventually, hear, isTenantChange, tenantOf, withinPatience, type World } from './world.ts';

/** How long stores wait for a database that does not answer, in milliseconds. */
const TIMEOUT = 400;

export function describeFault(fault: Fault, world: World, { describe, it }: TestFunctions): void {
  const { patience } = world;
  const scene: World['scene'] = (body) => world.scene(body, TIMEOUT);

  describe(`with a database that ${fault.name}`, () => {
    it(
      'rejects every call in bounded time, and works again without being reopened',
      scene(async ({ open, clock }) => {
        const store = await open();
        await store.writeTenant(tenantOf('tenant'), 0);
        await during(fault, async () => {
          await withinPatience(
            assertAllReject(store, clock.now, 'store_unavailable'),
            patience,
            'every call was rejected',
          );
        });
        assert.deepEqual(await eventually(() => store.readTenant('tenant'), patience), tenantOf('tenant'));
        await eventually(() => store.consumeOnce('after', clock.now + 30_000), patience);
        assert.equal(await store.consumeOnce('after', clock.now + 30_000), false);
      }),
    );

    it(
      'settles whatever is under way',
      scene(async ({ open, clock }) => {
        const store = await open();
        const calls = Array.from({ length: 100 }, (_, index) =>
          store.consumeOnce(`key ${index}`, clock.now + 30_000),
        );
        const settled = Promise.allSettled(calls);
        await during(fault, async () => {
          for (const outcome of await withinPatience(settled, patience, 'every call was settled')) {
            if (outcome.status === 'fulfilled') assert.equal(outcome.value, true);
            else assert.equal((outcome.reason as { code?: unknown }).code, 'store_unavailable');
          }
        });
      }),
    );

    it(
      fault.keepsConnections ? 'hears changes again' : 'tells listeners of the gap, and hears changes again',
      scene(async ({ open }) => {
        const [store, other] = [await open(), await open()];
        const hearing = hear(store, patience);
        await during(fault, async () => {
          const call = store.readTenant('tenant').catch(() => {});
          await withinPatience(call, patience, 'a call was settled');
        });
        if (!fault.keepsConnections) await hearing.until(({ kind }) => kind === 'gap');
        await eventually(() => other.writeTenant(tenantOf('after'), 0), patience);
        await hearing.until(isTenantChange('after'));
      }),
    );

    it(
      'does not open in vain for ever, and opens when the database is back',
      scene(async ({ create, open }) => {
        const first = await open();
        await first.writeTenant(tenantOf('tenant'), 0);
        const store = await create();
        await during(fault, async () => {
          const refusal = assert.rejects(store.open(), { name: 'StoreError', code: 'store_unavailable' });
          await withinPatience(refusal, patience, 'open was rejected');
        });
        await eventually(() => store.open(), patience);
        assert.deepEqual(await store.readTenant('tenant'), tenantOf('tenant'));
      }),
    );

    it(
      'closes in bounded time',
      scene(async ({ open }) => {
        const store = await open();
        await during(fault, async () => {
          await withinPatience(
            store.close().catch(() => {}),
            patience,
            'the store was closed',
          );
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
