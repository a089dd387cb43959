import assert from 'node:assert/strict';
import type { Store } from '../../stores/contract.ts';
import { collect, tenantOf } from './helpers.ts';
import type { TestFunctions } from './subject.ts';
import type { Suite } from './suite.ts';

export function describeLife({ isolated, hasSeveralNodes }: Suite, { describe, it }: TestFunctions): void {
  describe('opening and closing', () => {
    it(
      'opens at the first call, whichever it is',
      isolated(async ({ create, clock }) => {
        for (const name of Object.keys(CALLS) as (keyof typeof CALLS)[]) {
          await CALLS[name](await create(), clock.now);
        }
      }),
    );

    it(
      'opens once for many first calls at the same time',
      isolated(async ({ create, clock }) => {
        const store = await create();
        const key = (index: number): string => `key ${index % 4}`;
        const outcomes = await Promise.all(
          Array.from({ length: 8 }, (_, index) => store.consumeOnce(key(index), clock.now + 30_000)),
        );
        assert.equal(outcomes.filter(Boolean).length, 4);
      }),
    );

    it(
      'rejects every call after it was closed, until it is opened again',
      isolated(async ({ create, clock }) => {
        const store = await create();
        await store.close();
        await assertAllReject(store, clock.now, 'store_not_open');
        await store.open();
        await store.close();
        await assertAllReject(store, clock.now, 'store_not_open');
        await store.open();
        assert.equal(await store.readTenant('unknown'), undefined);
      }),
    );

    it(
      'may be opened and closed twice, also at once',
      isolated(async ({ create }) => {
        const store = await create();
        await Promise.all([store.open(), store.open()]);
        await store.open();
        assert.equal(await store.readTenant('unknown'), undefined);
        await Promise.all([store.close(), store.close()]);
        await store.close();
      }),
    );

    it(
      'can be closed while it opens, and opened again',
      isolated(async ({ create, clock }) => {
        const store = await create();
        const opening = store.open().catch((error: unknown) => error);
        await store.close();
        const error = await opening;
        if (error) assert.equal((error as { code?: unknown }).code, 'store_not_open');
        await assertAllReject(store, clock.now, 'store_not_open');
        await store.open();
        assert.equal(await store.writeTenant(tenantOf('tenant'), 0), true);
      }),
    );

    it(
      'keeps everything while it is closed',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const expiresAtMs = clock.now + 60_000;
        await store.writeTenant(tenantOf('tenant'), 0);
        await store.consumeOnce('key', expiresAtMs);
        await store.writeEntry({ key: 'entry', value: 'a value', expiresAtMs }, undefined);
        await store.close();
        await store.open();
        await assertKept(store, expiresAtMs);
        if (hasSeveralNodes) await assertKept(await open(), expiresAtMs);
      }),
    );

    if (!hasSeveralNodes) return;

    it(
      'works when several nodes open an empty place at once',
      isolated(async ({ create }) => {
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

async function assertKept(store: Store, expiresAtMs: number): Promise<void> {
  assert.deepEqual(await store.readTenant('tenant'), tenantOf('tenant'));
  assert.equal(await store.consumeOnce('key', expiresAtMs), false);
  assert.deepEqual(await store.readEntries(['entry']), ['a value']);
}

/** One call of each method that needs the database. */
const CALLS = {
  readTenant: async (store: Store) => store.readTenant('tenant'),
  writeTenant: async (store: Store) => store.writeTenant(tenantOf('tenant'), 0),
  listTenants: async (store: Store) => collect(store.listTenants()),
  consumeOnce: async (store: Store, now: number) => store.consumeOnce('key', now + 60_000),
  readEntries: async (store: Store) => store.readEntries(['entry']),
  writeEntry: async (store: Store, now: number) =>
    store.writeEntry({ key: 'entry', value: '', expiresAtMs: now + 60_000 }, undefined),
};

/** Calls every method that needs the database, all at once, and expects each to reject with `code`. */
export async function assertAllReject(store: Store, now: number, code: string): Promise<void> {
  const outcomes = await Promise.allSettled(Object.values(CALLS).map((call) => call(store, now)));
  for (const [index, name] of Object.keys(CALLS).entries()) {
    const outcome = outcomes[index];
    assert.equal(outcome?.status, 'rejected', name);
    assert.equal((outcome.reason as { code?: unknown }).code, code, name);
  }
}
