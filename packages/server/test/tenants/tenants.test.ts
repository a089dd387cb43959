import { describe, expect, it } from 'vitest';
import type { TenantRecord } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { createSecretBox } from '../../src/tenants/secret-box.ts';
import { createTenants } from '../../src/tenants/tenants.ts';
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

  it('gives up when other nodes always write first', async () => {
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
