import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { afterAll, expect, it } from 'vitest';
import { postgresStore } from '../../src/stores/postgres.ts';
import { redisStore } from '../../src/stores/redis.ts';
import type { Store } from '../../src/index.ts';
import { describeDatabase } from '../stores/servers/database.ts';
import { POSTGRES, postgresConfig } from '../stores/servers/postgres.ts';
import { REDIS } from '../stores/servers/redis.ts';
import { countAdmissions, issueTicket, nodeOf } from './spend.ts';

const USES = 3600;
const PATIENCE = 600_000;

/** Uses three tickets, each as often, on all nodes. Resolves with how often each was admitted. */
async function admitThree(stores: readonly Store[]): Promise<readonly number[]> {
  const nodes = stores.map((store) => nodeOf(store));
  const [first] = nodes;
  if (!first) throw new Error('There is no node.');
  const admissions: number[] = [];
  for (const load of ['one', 'two', 'three']) {
    admissions.push(await countAdmissions(await issueTicket(load, first), nodes, USES));
  }
  for (const store of stores) await store.close();
  return admissions;
}

describeDatabase(POSTGRES, (database) => {
  const pools: Pool[] = [];
  afterAll(async () => {
    for (const pool of pools) await pool.end();
  });

  it('a page ticket is accepted once on three nodes', { timeout: PATIENCE }, async () => {
    const stores = [1, 2, 3].map(() => {
      const pool = new Pool({ ...postgresConfig(database()), max: 10 });
      pools.push(pool);
      return postgresStore(pool, { timeout: 60 });
    });
    expect(await admitThree(stores)).toEqual([1, 1, 1]);
  });
});

describeDatabase(REDIS, (database) => {
  const clients: Redis[] = [];
  afterAll(() => {
    for (const client of clients) client.disconnect();
  });

  it('a page ticket is accepted once on three nodes', { timeout: PATIENCE }, async () => {
    const stores = [1, 2, 3].map(() => {
      const client = new Redis({ ...database().login, port: database().proxy.port });
      clients.push(client);
      return redisStore(client, { timeout: 60 });
    });
    expect(await admitThree(stores)).toEqual([1, 1, 1]);
  });
});
