import assert from 'node:assert/strict';
import type { TestFunctions } from './subject.ts';
import { hear, isTenantChange, tenantOf, type World } from './world.ts';

export function describeChanges(
  { scene, hasSeveralNodes, patience }: World,
  { describe, it }: TestFunctions,
): void {
  describe('changes', () => {
    it(
      'are heard by whoever makes them',
      scene(async ({ open, clock }) => {
        const store = await open();
        const { until } = hear(store, patience);
        await store.writeTenant(tenantOf('tenant'), 0);
        await until(isTenantChange('tenant'));
        const revocation = { subject: 'session:1', before: clock.now, until: clock.now + 60_000 };
        await store.revoke(revocation);
        assert.deepEqual(await until(({ kind }) => kind === 'revocation'), {
          kind: 'revocation',
          revocation,
        });
      }),
    );

    it(
      'are not heard of a write that was refused',
      scene(async ({ open }) => {
        const store = await open();
        await store.writeTenant(tenantOf('refused'), 0);
        const { changes, until } = hear(store, patience);
        await store.writeTenant(tenantOf('refused'), 0);
        await store.writeTenant(tenantOf('last'), 0);
        await until(isTenantChange('last'));
        // The first write may still be on its way when the listener is added: once, and no more.
        assert.ok(changes.filter(isTenantChange('refused')).length <= 1);
      }),
    );

    it(
      'are heard by every listener, until it stops listening, even if another one throws',
      scene(async ({ open }) => {
        const store = await open();
        store.watch(() => {
          throw new Error('a careless listener');
        });
        const [stopped, first, second] = [
          hear(store, patience),
          hear(store, patience),
          hear(store, patience),
        ];
        stopped.stop();
        await store.writeTenant(tenantOf('tenant'), 0);
        await first.until(isTenantChange('tenant'));
        await second.until(isTenantChange('tenant'));
        assert.deepEqual(stopped.changes, []);
      }),
    );

    it(
      'are heard by a listener that was added before the store was opened, and again after reopening',
      scene(async ({ create }) => {
        const store = await create();
        const { until } = hear(store, patience);
        await store.open();
        await store.writeTenant(tenantOf('before'), 0);
        await until(isTenantChange('before'));
        await store.close();
        await store.open();
        await store.writeTenant(tenantOf('after'), 0);
        await until(isTenantChange('after'));
      }),
    );

    if (!hasSeveralNodes) return;

    it(
      'are heard by other nodes, which then read what was written',
      scene(async ({ open, clock }) => {
        const [writer, listener] = [await open(), await open()];
        const { until } = hear(listener, patience);
        await writer.writeTenant(tenantOf('tenant', { secret: 'new' }), 0);
        await until(isTenantChange('tenant'));
        assert.equal((await listener.readTenant('tenant'))?.secret, 'new');
        const revocation = { subject: 'session:1', before: clock.now, until: clock.now + 60_000 };
        await writer.revoke(revocation);
        assert.deepEqual(await until(({ kind }) => kind === 'revocation'), {
          kind: 'revocation',
          revocation,
        });
        assert.equal((await listener.listRevocations()).length, 1);
      }),
    );

    it(
      'are heard of every one of many writes',
      scene(async ({ open }) => {
        const [writer, listener] = [await open(), await open()];
        const { until } = hear(listener, patience);
        const names = Array.from({ length: 50 }, (_, index) => `tenant ${index}`);
        await Promise.all(names.map((name) => writer.writeTenant(tenantOf(name), 0)));
        await Promise.all(names.map((name) => until(isTenantChange(name))));
      }),
    );

    it(
      'name even the longest and strangest key',
      scene(async ({ open, clock }) => {
        const [writer, listener] = [await open(), await open()];
        const { until } = hear(listener, patience);
        for (const key of ['\0'.repeat(1024), '😀'.repeat(256), '"\\'.repeat(512)]) {
          await writer.writeTenant(tenantOf(key), 0);
          await until(isTenantChange(key));
          await writer.revoke({ subject: key, before: clock.now, until: clock.now + 60_000 });
          await until((change) => change.kind === 'revocation' && change.revocation.subject === key);
        }
      }),
    );

    it('of another place are not heard', async () => {
      await scene(async (here) => {
        const listener = await here.open();
        const { changes, until } = hear(listener, patience);
        await scene(async (elsewhere) => {
          const store = await elsewhere.open();
          const heardThere = hear(store, patience);
          await store.writeTenant(tenantOf('elsewhere'), 0);
          await heardThere.until(isTenantChange('elsewhere'));
        })();
        await listener.writeTenant(tenantOf('here'), 0);
        await until(isTenantChange('here'));
        assert.ok(!changes.some(isTenantChange('elsewhere')));
      })();
    });
  });
}
