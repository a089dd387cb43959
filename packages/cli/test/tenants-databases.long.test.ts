import { expect, it } from 'vitest';
import type { TenantRecord } from '@authbeat/server';
import { startMongoServer } from '../../server/test/import/ace/mongo-server.ts';
import { describeDatabase, type Database } from '../../server/test/stores/servers/database.ts';
import { MARIADB } from '../../server/test/stores/servers/mariadb.ts';
import { POSTGRES } from '../../server/test/stores/servers/postgres.ts';
import { REDIS } from '../../server/test/stores/servers/redis.ts';
import { openSource } from '../src/tenants/open-source.ts';
import { openStore } from '../src/databases/open-store.ts';

const TENANT: TenantRecord = {
  clientKey: 'a',
  version: 1,
  installed: true,
  enabled: true,
  generation: 0,
  baseUrl: 'https://a.atlassian.net',
  secret: 's'.repeat(40),
  lastEventAt: 0,
  details: {},
};

const addressOf = ({ address }: Database): string => `${address.host}:${address.port}`;

/** Writes a tenant to a store and reads it through another connection. */
async function writeAndRead(url: string): Promise<TenantRecord | undefined> {
  const first = await openStore(url);
  await first.store.writeTenant(TENANT, 0);
  await first.close();
  const second = await openStore(url);
  const tenant = await second.store.readTenant('a');
  await second.close();
  return tenant;
}

async function listSource(url: string): Promise<string[]> {
  const { source, close } = await openSource('ace', url);
  const names: string[] = [];
  try {
    for await (const { clientKey } of source.tenants()) names.push(clientKey);
  } finally {
    await close();
  }
  return names;
}

describeDatabase(POSTGRES, (database) => {
  it('authbeat tenants opens a store, and reads a source', async () => {
    const url = `postgres://authbeat@${addressOf(database())}/postgres`;
    expect(await writeAndRead(url)).toEqual(TENANT);
    await expect(listSource(url)).rejects.toThrow('"AddonSettings" does not exist');
  });
});

describeDatabase(REDIS, (database) => {
  it('authbeat tenants opens a store, and reads a source', async () => {
    const url = `redis://${addressOf(database())}`;
    expect(await writeAndRead(url)).toEqual(TENANT);
    expect(await listSource(url)).toEqual([]);
  });
});

describeDatabase(MARIADB, (database) => {
  it('authbeat tenants reads a source', async () => {
    const url = `mysql://root@${addressOf(database())}/app`;
    await expect(listSource(url)).rejects.toThrow("AddonSettings' doesn't exist");
  });
});

it('authbeat tenants reads a source in MongoDB (a stand-in that speaks its protocol)', async () => {
  const server = await startMongoServer();
  expect(await listSource(server.url)).toEqual([]);
  await server.close();
});
