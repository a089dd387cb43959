import { Pool } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { postgresStore } from '../../src/stores/postgres.ts';
import { isTenantChange, recordChanges, tenantOf } from '../../src/testing/stores/helpers.ts';
import { describeDatabase } from './servers/database.ts';
import { pgBouncerProgram, startPgBouncer } from './servers/pgbouncer.ts';
import { POSTGRES, postgresConfig } from './servers/postgres.ts';

const reason = pgBouncerProgram ? '' : ': skipped, it is not installed';

describeDatabase(POSTGRES, (database) => {
  describe.runIf(pgBouncerProgram)(`through PgBouncer${reason}`, () => {
    const endings: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const end of endings.splice(0).toReversed()) await end();
    });

    async function storesThrough(mode: 'session' | 'transaction') {
      const server = await startPgBouncer(pgBouncerProgram ?? '', mode, database().address);
      endings.push(async () => server.remove());
      const create = () => {
        const pool = new Pool({ ...postgresConfig(database()), port: server.port });
        const store = postgresStore(pool, { schema: `bouncer_${mode}` });
        endings.push(async () => {
          await store.close();
          await pool.end();
        });
        return store;
      };
      return [create(), create()] as const;
    }

    it('in session mode, one node sees the writes of another', async () => {
      const [writer, reader] = await storesThrough('session');
      await reader.open();
      const { waitFor } = recordChanges(reader, 10);
      await writer.writeTenant(tenantOf('tenant'), 0);
      await waitFor(isTenantChange('tenant'));
      expect(await reader.readTenant('tenant')).toEqual(tenantOf('tenant'));
    });

    it('in transaction mode, a store does not open', async () => {
      const [store, other] = await storesThrough('transaction');
      for (const each of [store, other, store]) {
        await expect(each.open()).rejects.toMatchObject({
          code: 'store_pooled',
          data: { store: 'postgres', operation: 'open' },
        });
      }
    });
  });
});
