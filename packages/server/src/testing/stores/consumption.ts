import assert from 'node:assert/strict';
import { tenantOf } from './helpers.ts';
import type { TestFunctions } from './subject.ts';
import type { Suite } from './suite.ts';

export function describeConsumption(
  { isolated, hasSeveralNodes }: Suite,
  { describe, it }: TestFunctions,
): void {
  describe('keys that are used once', () => {
    it(
      'are accepted from the first caller only',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const expiresAtMs = clock.now + 30_000;
        assert.equal(await store.consumeOnce('one', expiresAtMs), true);
        assert.equal(await store.consumeOnce('one', expiresAtMs), false);
        assert.equal(await store.consumeOnce('other', expiresAtMs), true);
        assert.equal(await store.consumeOnce('one', expiresAtMs), false);
      }),
    );

    it(
      'are accepted from exactly one of many concurrent callers',
      isolated(async ({ open, clock }) => {
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
      'are refused until they expire, and accepted again from then on',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const expiresAtMs = clock.now + 30_000;
        await store.consumeOnce('key', expiresAtMs);
        clock.now = expiresAtMs - 1;
        assert.equal(await store.consumeOnce('key', expiresAtMs), false);
        clock.now = expiresAtMs;
        const later = clock.now + 30_000;
        const outcomes = await Promise.all(Array.from({ length: 8 }, () => store.consumeOnce('key', later)));
        assert.deepEqual(outcomes.filter(Boolean), [true]);
        clock.now = later - 1;
        assert.equal(await store.consumeOnce('key', later), false);
      }),
    );

    it(
      'do not expire earlier because a later call names an earlier time',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const start = clock.now;
        assert.equal(await store.consumeOnce('key', start + 30_000), true);
        assert.equal(await store.consumeOnce('key', start + 10), false);
        clock.now = start + 1000;
        assert.equal(await store.consumeOnce('key', start + 30_000), false);
      }),
    );

    it(
      'are separate from tenants of the same name',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const expiresAtMs = clock.now + 30_000;
        await store.writeTenant(tenantOf('name'), 0);
        assert.equal(await store.consumeOnce('name', expiresAtMs), true);
        assert.deepEqual(await store.readTenant('name'), tenantOf('name'));
      }),
    );

    it(
      'reject with a time that is not valid',
      isolated(async ({ open }) => {
        const store = await open();
        for (const expiresAtMs of [Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5]) {
          await assert.rejects(store.consumeOnce('key', expiresAtMs), { code: 'store_argument_invalid' });
        }
      }),
    );
  });
}
