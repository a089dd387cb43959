import type { AceCollection, AceRedisClient, MysqlQueryable, PgQueryable } from '@authbeat/server/import';
import type { PostgresPool } from '@authbeat/server/postgres';
import type { IoredisClient } from '@authbeat/server/redis';
import { loadDriver } from './load-driver.ts';

/** A connection to a database, and how to end it. */
export interface Connection<Client> {
  readonly client: Client;
  readonly close: () => Promise<unknown> | void;
}

interface Pg {
  Pool: new (options: object) => PgQueryable & PostgresPool & { end(): Promise<void> };
}
interface Mysql {
  readonly createPool: (url: string) => MysqlQueryable & { end(): Promise<void> };
}
interface NodeRedis {
  readonly createClient: (options: object) => AceRedisClient & {
    connect(): Promise<unknown>;
    on(event: 'error', listener: () => void): unknown;
    destroy?(): void;
    disconnect?(): Promise<void>;
  };
}
interface Ioredis {
  Redis: new (url: string) => AceRedisClient & IoredisClient & { disconnect(): void };
}
interface Mongo {
  MongoClient: new (url: string) => {
    db(): { collection(name: string): AceCollection };
    close(): Promise<void>;
  };
}

/** How long a connection to a database may take at most, in seconds. */
export const CONNECT_TIMEOUT = 10;

export async function connectPostgres(
  url: string,
  timeout = CONNECT_TIMEOUT,
): Promise<Connection<PgQueryable & PostgresPool>> {
  const { Pool } = await loadDriver<Pg>('pg');
  const client = new Pool({ connectionString: url, connectionTimeoutMillis: timeout * 1000 });
  return { client, close: async () => client.end() };
}

export async function connectMysql(url: string): Promise<Connection<MysqlQueryable>> {
  const { createPool } = await loadDriver<Mysql>('mysql2/promise');
  const client = createPool(url.replace(/^mariadb:/, 'mysql:'));
  return { client, close: async () => client.end() };
}

/** Apps on atlassian-connect-express have the package `redis`. */
export async function connectRedis(url: string): Promise<Connection<AceRedisClient>> {
  const { createClient } = await loadDriver<NodeRedis>('redis');
  const client = createClient({
    url,
    socket: { reconnectStrategy: false, connectTimeout: CONNECT_TIMEOUT * 1000 },
  });
  client.on('error', () => {});
  await client.connect();
  return { client, close: async () => (client.destroy ? client.destroy() : client.disconnect?.()) };
}

/** The store in Redis takes a client of either package; this command uses `ioredis`. */
export async function connectIoredis(url: string): Promise<Connection<IoredisClient>> {
  const { Redis } = await loadDriver<Ioredis>('ioredis');
  const client = new Redis(url);
  return { client, close: () => client.disconnect() };
}

export async function connectMongo(url: string, collection: string): Promise<Connection<AceCollection>> {
  const { MongoClient } = await loadDriver<Mongo>('mongodb');
  const client = new MongoClient(url);
  return { client: client.db().collection(collection), close: async () => client.close() };
}
