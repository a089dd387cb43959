import { Pool, type PoolConfig } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postgresStore, type PostgresStoreOptions } from '../../src/stores/postgres.ts';
import { eventually, isTenantChange, recordChanges, tenantOf } from '../../src/testing/stores/helpers.ts';
import { describeDatabase } from './servers/database.ts';
import { POSTGRES, postgresConfig } from './servers/postgres.ts';

/** In seconds. */
const PATIENCE = 60;

describeDatabase(POSTGRES, (database) => {
  const endings: (() => Promise<void>)[] = [];
  let admin: Pool;
  let schemas = 0;
  beforeEach(() => {
    admin = new Pool(postgresConfig(database()));
    endings.push(() => admin.end());
  });
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end();
  });

  function createStore(config: PoolConfig = {}, options: PostgresStoreOptions = {}) {
    const pool = new Pool({ ...postgresConfig(database()), ...config });
    const schema = options.schema ?? `own_${process.pid}_${schemas++}`;
    const store = postgresStore(pool, { ...options, schema });
    endings.push(() => pool.end());
    endings.push(() => store.close());
    return { pool, schema, store };
  }

  const rowsOf = async (query: string): Promise<unknown[]> => (await admin.query(query)).rows;

  describe('a role without the right to create anything', () => {
    beforeEach(async () => {
      await admin.query('DROP ROLE IF EXISTS authbeat_guest');
      await admin.query("CREATE ROLE authbeat_guest LOGIN PASSWORD 'a password of a guest'");
    });
    const guest = { user: 'authbeat_guest', password: 'a password of a guest' };

    it('opens a migrated database', async () => {
      const { store, schema } = createStore();
      await store.open();
      await admin.query(`GRANT USAGE ON SCHEMA "${schema}" TO authbeat_guest;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "${schema}" TO authbeat_guest`);
      const { store: guestStore } = createStore(guest, { schema });
      await guestStore.open();
      expect(await guestStore.writeTenant(tenantOf('tenant'), 0)).toBe(true);
      await admin.query('DROP OWNED BY authbeat_guest');
    });

    it('gets the error of PostgreSQL when it has to migrate', async () => {
      const { store } = createStore(guest);
      await expect(store.open()).rejects.toMatchObject({
        code: 'store_unavailable',
        data: { store: 'postgres', operation: 'open', driverCode: '42501' },
      });
    });
  });

  it('a schema that a newer version has migrated is refused', async () => {
    const { store, schema } = createStore();
    await store.open();
    await store.close();
    await admin.query(`INSERT INTO "${schema}".authbeat_schema VALUES (99)`);
    await expect(store.open()).rejects.toMatchObject({ code: 'store_schema_newer' });
  });

  it('a migration that fails half-way leaves no table and no lock', async () => {
    const { store, schema } = createStore();
    await admin.query(`CREATE SCHEMA "${schema}"; CREATE TABLE "${schema}".authbeat_revocations (a int)`);
    await expect(store.open()).rejects.toMatchObject({ data: { driverCode: '42P07' } });
    expect(await rowsOf(`SELECT 1 FROM pg_tables WHERE schemaname = '${schema}'`)).toHaveLength(1);
    await admin.query(`DROP TABLE "${schema}".authbeat_revocations`);
    await store.open();
    expect(await store.readTenant('tenant')).toBeUndefined();
  });

  it('an error names no user, no database and no password', async () => {
    const secret = { user: 'private_user', database: 'private_database', password: 'private_password' };
    const { store } = createStore(secret);
    const error: unknown = await store.open().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'store_unavailable', data: { operation: 'open' } });
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('private_');
  });

  it('connections that the server ends are replaced, and changes are reported again after a gap', async () => {
    const { store } = createStore({ application_name: 'to be ended' });
    await store.open();
    const recording = recordChanges(store, PATIENCE);
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'to be ended'`);
    await recording.waitFor(({ kind }) => kind === 'gap');
    await eventually(() => store.writeTenant(tenantOf('tenant'), 0), PATIENCE);
    await recording.waitFor(isTenantChange('tenant'));
    expect(recording.changes.filter(({ kind }) => kind === 'gap')).toHaveLength(1);
  });

  it('a pool that the app has exhausted makes calls reject, and every client is returned to it', async () => {
    const { pool, store } = createStore({ max: 3 }, { timeout: 0.2 });
    await store.open();
    const taken = [await pool.connect(), await pool.connect()];
    await expect(store.readTenant('tenant')).rejects.toMatchObject({ data: { driverCode: 'TIMEOUT' } });
    await expect(store.consumeOnce('key', 1)).rejects.toMatchObject({ code: 'store_unavailable' });
    for (const client of taken) client.release();
    await eventually(async () => {
      expect(await store.readTenant('tenant')).toBeUndefined();
      expect({ idle: pool.idleCount, waiting: pool.waitingCount }).toEqual({ idle: 2, waiting: 0 });
    }, PATIENCE);
  });

  it('a query that takes too long costs its client, not the store', async () => {
    const { pool, store, schema } = createStore({}, { timeout: 0.3 });
    await store.open();
    await store.writeTenant(tenantOf('tenant'), 0);
    const blocker = await admin.connect();
    await blocker.query('BEGIN');
    await blocker.query(`LOCK TABLE "${schema}".authbeat_tenants`);
    await expect(store.readTenant('tenant')).rejects.toMatchObject({ data: { driverCode: 'TIMEOUT' } });
    // The remaining client listens for changes.
    await eventually(async () => expect(pool.totalCount).toBe(1), PATIENCE);
    await blocker.query('ROLLBACK');
    blocker.release();
    expect(await store.readTenant('tenant')).toEqual(tenantOf('tenant'));
  });

  it('closing returns every client to the pool', async () => {
    const { pool, store } = createStore();
    await store.open();
    await store.readTenant('tenant');
    await store.close();
    await eventually(async () => expect(pool.totalCount).toBe(pool.idleCount), PATIENCE);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('expired entries are deleted', async () => {
    let now = 1_700_000_000_000;
    const { store, schema } = createStore({}, { now: () => now });
    await store.open();
    await store.consumeOnce('short', now + 1000);
    await store.consumeOnce('long', now + 120_000);
    await store.writeEntry({ key: 'entry', value: 'a', expiresAtMs: now + 1000 }, undefined);
    now += 60_000;
    await store.consumeOnce('other', now + 1000);
    await eventually(async () => {
      expect(await rowsOf(`SELECT 1 FROM "${schema}".authbeat_entries`)).toHaveLength(2);
    }, PATIENCE);
  });

  it('a pool of one connection is refused', () => {
    expect(() => createStore({ max: 1 })).toThrow('pool must have two connections or more: one listens');
  });
});
