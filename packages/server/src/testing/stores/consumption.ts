import assert from 'node:assert/strict';
import type { TestFunctions } from './subject.ts';
import { tenantOf, type World } from './world.ts';

export function describeConsumption(
  { scene, hasSeveralNodes }: World,
  { describe, it }: TestFunctions,
): void {
  describe('keys that are used once', () => {
    it(
      'work for the first caller alone',
      scene(async ({ open, clock }) => {
        const store = await open();
        const until = clock.now + 30_000;
        assert.equal(await store.consumeOnce('one', until), true);
        assert.equal(await store.consumeOnce('one', until), false);
        assert.equal(await store.consumeOnce('other', until), true);
        assert.equal(await store.consumeOnce('one', until), false);
      }),
    );

    it(
      'work for exactly one of many who try at once',
      scene(async ({ open, clock }) => {
        const stores = [await open(), ...(hasSeveralNodes ? [await open(), await open()] : [])];
        for (const key of ['first', 'second', 'third']) {
          const attempts = Array.from({ length: 8 }, () =>
            stores.map((store) => store.consumeOnce(key, clock.now + 30_000)),
          );
          const outcomes = await Promise.all(attempts.flat());
          assert.deepEqual(outcomes.filter(Boolean), [true]);
        }
      }),
    );

    it(
      'are kept until their time has come, and are free again from then on',
      scene(async ({ open, clock }) => {
        const store = await open();
        const until = clock.now + 30_000;
        await store.consumeOnce('key', until);
        clock.now = until - 1;
        assert.equal(await store.consumeOnce('key', until), false);
        clock.now = until;
        const later = clock.now + 30_000;
        const outcomes = await Promise.all(Array.from({ length: 8 }, () => store.consumeOnce('key', later)));
        assert.deepEqual(outcomes.filter(Boolean), [true]);
        clock.now = later - 1;
        assert.equal(await store.consumeOnce('key', later), false);
      }),
    );

    it(
      'are kept no shorter because a later caller names an earlier time',
      scene(async ({ open, clock }) => {
        const store = await open();
        const start = clock.now;
        assert.equal(await store.consumeOnce('key', start + 30_000), true);
        assert.equal(await store.consumeOnce('key', start + 10), false);
        clock.now = start + 1000;
        assert.equal(await store.consumeOnce('key', start + 30_000), false);
      }),
    );

    it(
      'have nothing to do with tenants and revocations of the same name',
      scene(async ({ open, clock }) => {
        const store = await open();
        const until = clock.now + 30_000;
        await store.writeTenant(tenantOf('name'), 0);
        await store.revoke({ subject: 'name', before: clock.now, until });
        assert.equal(await store.consumeOnce('name', until), true);
        assert.deepEqual(await store.readTenant('name'), tenantOf('name'));
        assert.equal((await store.listRevocations()).length, 1);
      }),
    );

    it(
      'are refused with a time that is none',
      scene(async ({ open }) => {
        const store = await open();
        for (const until of [Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5]) {
          await assert.rejects(store.consumeOnce('key', until), { code: 'store_argument_invalid' });
        }
      }),
    );
  });
}
