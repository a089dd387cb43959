import { describe, expect, it } from 'vitest';
import type { TenantRecord } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { boundStore } from '../../src/tenants/bound-store.ts';
import { createSecretBox } from '../../src/tenants/secret-box.ts';
import { createTenants } from '../../src/tenants/tenants.ts';

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

/** Tenants on a store in which somebody else writes, so many times, right after each read. */
async function createContended(competitors: number) {
  const store = memoryStore();
  await store.open();
  await store.writeTenant(RECORD, 0);
  const bound = boundStore(store, 1000);
  let writes = 0;
  const contended: typeof bound = {
    ...bound,
    async readTenant(clientKey) {
      const record = await store.readTenant(clientKey);
      if (record && writes < competitors) {
        writes += 1;
        const version = record.version + 1;
        await store.writeTenant({ ...record, generation: record.generation + 1, version }, record.version);
      }
      return record;
    },
  };
  const tenants = createTenants({
    store: contended,
    box: createSecretBox([]),
    now: Date.now,
    staleFor: 1000,
  });
  return { store, tenants };
}

const disable = (kept: TenantRecord | undefined): TenantRecord | undefined =>
  kept && { ...kept, enabled: false };

describe('changing a tenant', () => {
  it('loses no write of anybody, however often others are faster', async () => {
    const { store, tenants } = await createContended(5);
    const { after } = await tenants.change('a', disable);
    expect(after).toMatchObject({ enabled: false, generation: 5 });
    expect(await store.readTenant('a')).toMatchObject({ enabled: false, generation: 5, version: 7 });
  });

  it('gives up when others are faster for ever', async () => {
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
