import { describe, expect, it } from 'vitest';
import type { TenantRecord } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { createSecretBox } from '../../src/tenants/secret-box.ts';
import { createTenants } from '../../src/tenants/tenants.ts';
import { createClock } from '../support/clock.ts';
import { wrapStore } from '../support/wrap-store.ts';

const RECORD: TenantRecord = {
  clientKey: 'a',
  version: 1,
  installed: true,
  enabled: true,
  generation: 0,
  baseUrl: 'https://a.atlassian.net',
  secret: 'a-secret',
  lastEventAt: 1,
  details: {},
};

/** Tenants on a store in which another node writes right after each of the first `competitors` reads. */
async function createContended(competitors: number) {
  const store = memoryStore();
  await store.open();
  await store.writeTenant(RECORD, 0);
  let writes = 0;
  const contended = wrapStore(store, {
    async readTenant(clientKey) {
      const record = await store.readTenant(clientKey);
      if (record && writes < competitors) {
        writes += 1;
        const version = record.version + 1;
        await store.writeTenant({ ...record, generation: record.generation + 1, version }, record.version);
      }
      return record;
    },
  });
  const tenants = createTenants({
    store: contended,
    box: createSecretBox([]),
    now: Date.now,
    refusesDisabled: false,
    staleForMs: 1000,
  });
  return { store, tenants };
}

const disable = (kept: TenantRecord | undefined): TenantRecord | undefined =>
  kept && { ...kept, enabled: false };

describe('changing a tenant', () => {
  it('loses no write, however often other nodes write first', async () => {
    const { store, tenants } = await createContended(5);
    const { after } = await tenants.change('a', disable);
    expect(after).toMatchObject({ enabled: false, generation: 5 });
    expect(await store.readTenant('a')).toMatchObject({ enabled: false, generation: 5, version: 7 });
  });

  it('rejects when other nodes always write first', async () => {
    const { store, tenants } = await createContended(Number.POSITIVE_INFINITY);
    await expect(tenants.change('a', disable)).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(await store.readTenant('a')).toMatchObject({ enabled: true });
  });

  it('writes nothing when nothing changes', async () => {
    const { store, tenants } = await createContended(0);
    await tenants.change('a', (kept) => kept);
    expect(await store.readTenant('a')).toEqual(RECORD);
  });
});

describe('finding a tenant', () => {
  /** Tenants on a store that counts reads and reports no changes. */
  async function createCounted() {
    const store = memoryStore();
    await store.writeTenant(RECORD, 0);
    const clock = createClock();
    let reads = 0;
    const counted = wrapStore(store, {
      readTenant: async (clientKey) => {
        reads += 1;
        return store.readTenant(clientKey);
      },
    });
    const box = createSecretBox([]);
    const tenants = createTenants({
      store: counted,
      box,
      now: () => clock.now(),
      refusesDisabled: false,
      staleForMs: 1000,
    });
    return { store, tenants, clock, reads: () => reads };
  }

  it('reads the store once, however many unknown names are asked for in between', async () => {
    const { tenants, reads } = await createCounted();
    await tenants.find('a');
    for (let index = 0; index < 1500; index += 1) await tenants.find(`unknown-${index}`);
    const before = reads();
    expect(await tenants.find('a')).toMatchObject({ clientKey: 'a' });
    expect(reads()).toBe(before);
  });

  it('returns nothing for a name that is not well-formed, without reading the store', async () => {
    const { tenants, reads } = await createCounted();
    expect(await tenants.find('\uD83D')).toBeUndefined();
    expect(reads()).toBe(0);
  });

  it('reads again after a change by this node or another one', async () => {
    const { tenants, store } = await createCounted();
    await tenants.find('a');
    await tenants.change('a', (kept) => kept && { ...kept, generation: 1 });
    expect((await tenants.find('a'))?.generation).toBe(1);
    await store.writeTenant({ ...RECORD, generation: 2, version: 3 }, 2);
    expect((await tenants.find('a'))?.generation).toBe(1);
    tenants.apply({ kind: 'tenant', clientKey: 'a' });
    expect((await tenants.find('a'))?.generation).toBe(2);
  });

  it('returns the previous secret until it expires', async () => {
    const { tenants, store, clock } = await createCounted();
    const previousSecret = { secret: 'previous', expiresAtMs: clock.now() + 1000 };
    await store.writeTenant({ ...RECORD, previousSecret, version: 2 }, 1);
    const tenant = await tenants.find('a');
    expect(tenant?.secrets()).toEqual(['a-secret', 'previous']);
    clock.pass(1);
    expect(tenant?.secrets()).toEqual(['a-secret']);
  });
});
