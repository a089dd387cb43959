import assert from 'node:assert/strict';
import type { Store } from '../../stores/contract.ts';
import { collect, tenantOf } from './helpers.ts';
import type { TestFunctions } from './subject.ts';
import type { Suite } from './suite.ts';

/** More than a store reads in one page. */
const MANY = 450;
/** As many as a busy machine can write within the timeout of a store. */
const BATCH = 25;

export function describeTenants({ isolated, hasSeveralNodes }: Suite, { describe, it }: TestFunctions): void {
  const openPair = async (open: () => Promise<Store>): Promise<readonly [Store, Store]> => {
    const first = await open();
    return [first, hasSeveralNodes ? await open() : first];
  };

  describe('tenants', () => {
    it(
      'are unknown until they are written',
      isolated(async ({ open }) => {
        const store = await open();
        assert.equal(await store.readTenant('unknown'), undefined);
        assert.deepEqual(await collect(store.listTenants()), []);
      }),
    );

    it(
      'are read exactly as they were written',
      isolated(async ({ open }) => {
        const [writer, reader] = await openPair(open);
        // JSON.parse makes a property of `__proto__` where a literal would set the prototype.
        const details = JSON.parse(
          '{"__proto__":"p","constructor":"c","text":"é😀\\u0000\\u2028\\"\'"}',
        ) as Record<string, string>;
        const previousSecret = { secret: 'the one before', expiresAtMs: 1_700_000_000_123 };
        const tenant = tenantOf('tenant', { generation: 7, enabled: false, previousSecret, details });
        assert.equal(await writer.writeTenant(tenant, 0), true);
        assert.deepEqual(await reader.readTenant('tenant'), tenant);
      }),
    );

    it(
      'may be installations of a Forge app, which have no secret and a key of their own kind',
      isolated(async ({ open }) => {
        const [writer, reader] = await openPair(open);
        const key = 'ari:cloud:ecosystem::installation/5b2d';
        const forge = {
          environment: 'production',
          cloudId: 'c',
          linkedTo: 'tenant',
          linkedBy: 'product',
        } as const;
        const installation = tenantOf(key, { secret: '', baseUrl: '', uninstalledAt: 1_700_000_000, forge });
        assert.equal(await writer.writeTenant(installation, 0), true);
        assert.deepEqual(await reader.readTenant(key), installation);
        const refused = { name: 'StoreError', code: 'store_argument_invalid' };
        await assert.rejects(writer.writeTenant(tenantOf(key, { version: 2 }), 1), refused);
        await assert.rejects(writer.writeTenant({ ...installation, clientKey: 'tenant' }, 0), refused);
        assert.deepEqual(await reader.readTenant(key), installation);
      }),
    );

    it(
      'are copies: changing one that was written or read does not change the stored one',
      isolated(async ({ open }) => {
        const store = await open();
        const written = tenantOf('tenant', { details: { product: 'jira' } });
        await store.writeTenant(written, 0);
        Object.assign(written, { secret: 'changed' });
        Object.assign(written.details, { product: 'changed' });
        const read = await store.readTenant('tenant');
        assert.deepEqual(read, tenantOf('tenant', { details: { product: 'jira' } }));
        Object.assign(read, { secret: 'changed' });
        Object.assign(read.details, { product: 'changed' });
        assert.deepEqual(
          await store.readTenant('tenant'),
          tenantOf('tenant', { details: { product: 'jira' } }),
        );
      }),
    );

    it(
      'are written only over the expected version',
      isolated(async ({ open }) => {
        const store = await open();
        const second = tenantOf('tenant', { version: 2, secret: 'second' });
        assert.equal(await store.writeTenant(second, 1), false, 'there is none to replace');
        assert.equal(await store.readTenant('tenant'), undefined);

        assert.equal(await store.writeTenant(tenantOf('tenant'), 0), true);
        assert.equal(
          await store.writeTenant(tenantOf('tenant', { secret: 'other' }), 0),
          false,
          'there is one',
        );
        assert.equal(await store.writeTenant(tenantOf('tenant', { version: 3 }), 2), false, 'it is older');
        assert.deepEqual(await store.readTenant('tenant'), tenantOf('tenant'));

        assert.equal(await store.writeTenant(second, 1), true);
        assert.equal(await store.writeTenant(second, 1), false, 'it is newer');
        assert.deepEqual(await store.readTenant('tenant'), second);
      }),
    );

    it(
      'are written by exactly one of many concurrent callers',
      isolated(async ({ open }) => {
        const pair = await openPair(open);
        for (const version of [1, 2]) {
          const attempts = Array.from({ length: 20 }, (_, index) => {
            const tenant = tenantOf('tenant', { version, secret: `of writer ${index}` });
            return (index % 2 === 0 ? pair[0] : pair[1]).writeTenant(tenant, version - 1);
          });
          const outcomes = await Promise.all(attempts);
          const winner = outcomes.indexOf(true);
          assert.deepEqual(outcomes.filter(Boolean), [true]);
          assert.equal((await pair[0].readTenant('tenant'))?.secret, `of writer ${winner}`);
        }
      }),
    );

    it(
      'lose no update when many callers read, change and write until they succeed',
      isolated(async ({ open }) => {
        const pair = await openPair(open);
        await pair[0].writeTenant(tenantOf('tenant'), 0);
        await Promise.all(
          Array.from({ length: 10 }, (_, index) =>
            addDetail(index % 2 === 0 ? pair[0] : pair[1], `w${index}`),
          ),
        );
        const tenant = await pair[1].readTenant('tenant');
        assert.equal(tenant?.version, 11);
        assert.equal(Object.keys(tenant.details).length, 10);
      }),
    );

    it(
      'reject with a version that does not follow the expected one',
      isolated(async ({ open }) => {
        const store = await open();
        const refused = { name: 'StoreError', code: 'store_argument_invalid' };
        await assert.rejects(store.writeTenant(tenantOf('tenant', { version: 3 }), 1), refused);
        assert.equal(await store.readTenant('tenant'), undefined);
      }),
    );

    it(
      `are listed, each of ${MANY} once`,
      isolated(async ({ open }) => {
        const store = await open();
        const names = Array.from({ length: MANY }, (_, index) => `tenant-${index}`);
        for (let start = 0; start < MANY; start += BATCH) {
          const batch = names.slice(start, start + BATCH);
          await Promise.all(batch.map((name) => store.writeTenant(tenantOf(name), 0)));
        }
        const listed = (await collect(store.listTenants())).map(({ clientKey }) => clientKey);
        assert.deepEqual(listed.toSorted(), names.toSorted());
      }),
    );

    it(
      'can be written while they are listed, and the listing can be left early',
      isolated(async ({ open }) => {
        const store = await open();
        for (const name of ['a', 'b', 'c']) await store.writeTenant(tenantOf(name), 0);
        for await (const tenant of store.listTenants()) {
          assert.equal(
            await store.writeTenant({ ...tenant, version: tenant.version + 1 }, tenant.version),
            true,
          );
        }
        // oxlint-disable-next-line no-unreachable-loop -- leaving early is what is tested
        for await (const { version } of store.listTenants()) {
          assert.equal(version, 2);
          break;
        }
        assert.equal((await store.readTenant('c'))?.version, 2);
      }),
    );
  });
}

async function addDetail(store: Store, name: string): Promise<void> {
  for (;;) {
    const tenant = await store.readTenant('tenant');
    assert.ok(tenant);
    const details = { ...tenant.details, [name]: 'was here' };
    if (await store.writeTenant({ ...tenant, details, version: tenant.version + 1 }, tenant.version)) return;
  }
}
