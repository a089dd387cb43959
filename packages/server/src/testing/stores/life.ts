import assert from 'node:assert/strict';
import type { Store } from '../../stores/contract.ts';
import type { TestFunctions } from './subject.ts';
import { collect, tenantOf, type World } from './world.ts';

export function describeLife({ scene, hasSeveralNodes }: World, { describe, it }: TestFunctions): void {
  describe('opening and closing', () => {
    it(
      'refuses to be used before it is open and after it was closed',
      scene(async ({ create, clock }) => {
        const store = await create();
        await assertAllReject(store, clock.now, 'store_not_open');
        await store.open();
        await store.close();
        await assertAllReject(store, clock.now, 'store_not_open');
      }),
    );

    it(
      'may be opened and closed twice, also at once',
      scene(async ({ create }) => {
        const store = await create();
        await Promise.all([store.open(), store.open()]);
        await store.open();
        assert.equal(await store.readTenant('nobody'), undefined);
        await Promise.all([store.close(), store.close()]);
        await store.close();
      }),
    );

    it(
      'keeps everything while it is closed',
      scene(async ({ open, clock }) => {
        const store = await open();
        const until = clock.now + 60_000;
        await store.writeTenant(tenantOf('tenant'), 0);
        await store.consumeOnce('key', until);
        await store.revoke({ subject: 'session:1', before: clock.now, until });
        await store.close();
        await store.open();
        await assertKept(store, until);
        if (hasSeveralNodes) await assertKept(await open(), until);
      }),
    );

    if (!hasSeveralNodes) return;

    it(
      'works when several nodes open an empty place at once',
      scene(async ({ create }) => {
        const stores = await Promise.all(Array.from({ length: 4 }, () => create()));
        await Promise.all(stores.map((store) => store.open()));
        const written = await Promise.all(
          stores.map((store, index) => store.writeTenant(tenantOf(`tenant ${index}`), 0)),
        );
        assert.deepEqual(written, [true, true, true, true]);
        for (const store of stores) {
          assert.equal((await collect(store.listTenants())).length, 4);
        }
      }),
    );
  });
}

async function assertKept(store: Store, until: number): Promise<void> {
  assert.deepEqual(await store.readTenant('tenant'), tenantOf('tenant'));
  assert.equal(await store.consumeOnce('key', until), false);
  assert.equal((await store.listRevocations()).length, 1);
}

/** Calls every method that speaks to the database, and expects each to reject with `code`. */
export async function assertAllReject(store: Store, now: number, code: string): Promise<void> {
  const until = now + 60_000;
  const calls = {
    readTenant: store.readTenant('tenant'),
    writeTenant: store.writeTenant(tenantOf('tenant'), 0),
    listTenants: collect(store.listTenants()),
    consumeOnce: store.consumeOnce('key', until),
    revoke: store.revoke({ subject: 'session:1', before: now, until }),
    listRevocations: store.listRevocations(),
  };
  const outcomes = await Promise.allSettled(Object.values(calls));
  for (const [index, name] of Object.keys(calls).entries()) {
    const outcome = outcomes[index];
    assert.equal(outcome?.status, 'rejected', name);
    assert.equal((outcome.reason as { code?: unknown }).code, code, name);
  }
}
