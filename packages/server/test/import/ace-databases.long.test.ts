import { Redis } from 'ioredis';
import { createPool } from 'mysql2/promise';
import { Pool } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { aceRedis, aceTable, importTenants, mysql, postgres, springTable } from '../../src/import/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { describeDatabase, type Database } from '../stores/servers/database.ts';
import { MARIADB } from '../stores/servers/mariadb.ts';
import { POSTGRES } from '../stores/servers/postgres.ts';
import { REDIS } from '../stores/servers/redis.ts';
import { moveTenants } from './ace/move.ts';
import { repairAceRedis } from './ace/redis4.ts';

const ADMITTED = [200, 200, 200];

/** The address of a database, with the user and password of the one that was given. */
function urlOf({ address, login }: Database, protocol: string, user: string, path: string): string {
  const { username = user, password } = login;
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`;
  return `${protocol}://${username}${secret}@${address.host}:${address.port}/${path}`;
}

describeDatabase(POSTGRES, (database) => {
  it('tenants of atlassian-connect-express move', async () => {
    const url = urlOf(database(), 'postgres', 'authbeat', 'postgres');
    const pool = new Pool({ connectionString: url });
    onTestFinished(async () => pool.end());
    expect(
      await moveTenants({ adapter: 'sequelize', dialect: 'postgres', url }, aceTable(postgres(pool))),
    ).toEqual(ADMITTED);
  });

  it('tenants of Spring move', async () => {
    const url = urlOf(database(), 'postgres', 'authbeat', 'postgres');
    const pool = new Pool({ connectionString: url });
    onTestFinished(async () => pool.end());
    // The columns of the change log of `atlassian-connect-spring-boot-jpa-starter` 2.2.1.
    await pool.query(`CREATE TABLE atlassian_host (client_key varchar(255) PRIMARY KEY, public_key varchar(512),
      shared_secret varchar(255) NOT NULL, base_url varchar(255) NOT NULL, product_type varchar(255),
      description varchar(255), service_entitlement_number varchar(255), addon_installed boolean,
      created_date timestamp, last_modified_date timestamp, created_by varchar(255), last_modified_by varchar(255),
      oauth_client_id varchar(255))`);
    for (const [name, installed] of [
      ['a', true],
      ['b', false],
    ] as const) {
      await pool.query(
        'INSERT INTO atlassian_host (client_key, shared_secret, base_url, addon_installed, last_modified_date) VALUES ($1, $2, $3, $4, now())',
        [name, 's'.repeat(40), `https://${name}.atlassian.net`, installed],
      );
    }
    const options = { from: springTable(postgres(pool)), into: memoryStore(), appKey: 'app', write: true };
    const { tenants } = await importTenants(options);
    expect(tenants.map(({ status }) => status)).toEqual(['new', 'uninstalled']);
  });
});

describeDatabase(MARIADB, (database) => {
  it('tenants of atlassian-connect-express move', async () => {
    const url = urlOf(database(), 'mysql', 'root', 'app');
    const pool = createPool(url);
    onTestFinished(async () => pool.end());
    expect(await moveTenants({ adapter: 'sequelize', dialect: 'mysql', url }, aceTable(mysql(pool)))).toEqual(
      ADMITTED,
    );
  });
});

describeDatabase(REDIS, (database) => {
  it('tenants of atlassian-connect-express move', async () => {
    const url = urlOf(database(), 'redis', '', '').replace('//@', '//');
    const closeAdapter = repairAceRedis();
    const client = new Redis(url);
    onTestFinished(async () => {
      client.disconnect();
      await closeAdapter();
    });
    expect(await moveTenants({ adapter: 'redis', url }, aceRedis(client))).toEqual(ADMITTED);
  });
});
