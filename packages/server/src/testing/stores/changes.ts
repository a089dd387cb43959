import assert from 'node:assert/strict';
import { isEntryChange, isTenantChange, recordChanges, tenantOf } from './helpers.ts';
import type { TestFunctions } from './subject.ts';
import type { Suite } from './suite.ts';

export function describeChanges(
  { isolated, hasSeveralNodes, patience }: Suite,
  { describe, it }: TestFunctions,
): void {
  describe('changes', () => {
    it(
      'reach the node that makes them',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const { waitFor } = recordChanges(store, patience);
        await store.writeTenant(tenantOf('tenant'), 0);
        await waitFor(isTenantChange('tenant'));
        await store.writeEntry({ key: 'key', value: 'secret', expiresAtMs: clock.now + 60_000 }, undefined);
        assert.deepEqual(await waitFor(isEntryChange('key')), { kind: 'entry', key: 'key' });
      }),
    );

    it(
      'are not reported for a write that was refused, nor for a key that is used',
      isolated(async ({ open, clock }) => {
        const store = await open();
        await store.writeTenant(tenantOf('refused'), 0);
        const { changes, waitFor } = recordChanges(store, patience);
        await store.consumeOnce('used', clock.now + 60_000);
        await store.writeTenant(tenantOf('refused'), 0);
        await store.writeTenant(tenantOf('last'), 0);
        await waitFor(isTenantChange('last'));
        // The first write may still be on its way when the listener is added: once, and no more.
        assert.ok(changes.filter(isTenantChange('refused')).length <= 1);
        assert.ok(!changes.some(isEntryChange('used')));
      }),
    );

    it(
      'reach every listener until it is removed, even if another one throws',
      isolated(async ({ open }) => {
        const store = await open();
        store.watch(() => {
          throw new Error('a careless listener');
        });
        const [stopped, first, second] = [
          recordChanges(store, patience),
          recordChanges(store, patience),
          recordChanges(store, patience),
        ];
        stopped.stop();
        await store.writeTenant(tenantOf('tenant'), 0);
        await first.waitFor(isTenantChange('tenant'));
        await second.waitFor(isTenantChange('tenant'));
        assert.deepEqual(stopped.changes, []);
      }),
    );

    it(
      'reach a listener that was added before the store was opened, and still do after it was reopened',
      isolated(async ({ create }) => {
        const store = await create();
        const { waitFor } = recordChanges(store, patience);
        await store.open();
        await store.writeTenant(tenantOf('before'), 0);
        await waitFor(isTenantChange('before'));
        await store.close();
        await store.open();
        await store.writeTenant(tenantOf('after'), 0);
        await waitFor(isTenantChange('after'));
      }),
    );

    if (!hasSeveralNodes) return;

    it(
      'reach other nodes, which then read what was written',
      isolated(async ({ open, clock }) => {
        const [writer, listener] = [await open(), await open()];
        const { waitFor } = recordChanges(listener, patience);
        await writer.writeTenant(tenantOf('tenant', { secret: 'new' }), 0);
        await waitFor(isTenantChange('tenant'));
        assert.equal((await listener.readTenant('tenant'))?.secret, 'new');
        await writer.writeEntry({ key: 'key', value: 'new', expiresAtMs: clock.now + 60_000 }, undefined);
        await waitFor(isEntryChange('key'));
        assert.deepEqual(await listener.readEntries(['key']), ['new']);
      }),
    );

    it(
      'are reported for each of many writes',
      isolated(async ({ open }) => {
        const [writer, listener] = [await open(), await open()];
        const { waitFor } = recordChanges(listener, patience);
        const names = Array.from({ length: 50 }, (_, index) => `tenant ${index}`);
        await Promise.all(names.map((name) => writer.writeTenant(tenantOf(name), 0)));
        await Promise.all(names.map((name) => waitFor(isTenantChange(name))));
      }),
    );

    it(
      'carry the longest and strangest keys',
      isolated(async ({ open, clock }) => {
        const [writer, listener] = [await open(), await open()];
        const { waitFor } = recordChanges(listener, patience);
        for (const key of ['\0'.repeat(1024), '😀'.repeat(256), '"\\'.repeat(512)]) {
          await writer.writeTenant(tenantOf(key), 0);
          await waitFor(isTenantChange(key));
          await writer.writeEntry({ key, value: '', expiresAtMs: clock.now + 60_000 }, undefined);
          await waitFor(isEntryChange(key));
        }
      }),
    );

    it('of another place are not reported', async () => {
      await isolated(async (here) => {
        const listener = await here.open();
        const { changes, waitFor } = recordChanges(listener, patience);
        await isolated(async (elsewhere) => {
          const store = await elsewhere.open();
          const recordedThere = recordChanges(store, patience);
          await store.writeTenant(tenantOf('elsewhere'), 0);
          await recordedThere.waitFor(isTenantChange('elsewhere'));
        })();
        await listener.writeTenant(tenantOf('here'), 0);
        await waitFor(isTenantChange('here'));
        assert.ok(!changes.some(isTenantChange('elsewhere')));
      })();
    });
  });
}
