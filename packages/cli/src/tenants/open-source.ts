import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { AceDynamodbClient, SqlConnection, TenantSource } from '@authbeat/server/import';
import { CommandError } from '../command-error.ts';
import { readAddress, requireFile, type Address } from '../databases/address.ts';
import { connectMongo, connectMysql, connectPostgres, connectRedis } from '../databases/connections.ts';
import { loadDriver } from '../databases/load-driver.ts';

/** Where tenants come from. */
export type SourceKind = 'ace' | 'spring' | 'json';

/** A source, and how to close its connection. */
export interface OpenedSource {
  readonly source: TenantSource;
  readonly close: () => Promise<unknown> | void;
}

interface Dynamo {
  DynamoDBClient: new (options: object) => AceDynamodbClient & { destroy(): void };
}

/**
 * Opens the store that tenants come from.
 *
 * @param table the table or collection, if it is not the usual one
 * @throws {CommandError} when this kind of source is not kept in such a database
 */
export async function openSource(kind: SourceKind, text: string, table?: string): Promise<OpenedSource> {
  if (kind === 'json') return openJson(text);
  const address = readAddress(text);
  const { aceRedis, aceMongodb, aceTable, springTable } = await import('@authbeat/server/import');
  const named = table === undefined ? {} : { table };
  const sql = await openSql(address);
  if (sql) {
    const { connection, close } = sql;
    return { source: kind === 'ace' ? aceTable(connection, named) : springTable(connection, named), close };
  }
  if (kind === 'ace' && /^rediss?$/.test(address.protocol)) {
    const { client, close } = await connectRedis(address.url);
    return { source: aceRedis(client), close };
  }
  if (kind === 'ace' && /^mongodb(\+srv)?$/.test(address.protocol)) {
    const { client, close } = await connectMongo(address.url, table ?? 'AddonSettings');
    return { source: aceMongodb(client), close };
  }
  if (kind === 'ace' && address.protocol === 'dynamodb') return openDynamo(address.url, table);
  throw new CommandError(
    kind === 'ace'
      ? 'The source must be a SQLite file, or a postgres://, mysql://, redis://, mongodb:// or dynamodb:// URL.'
      : 'The source must be a SQLite file, or a postgres:// or mysql:// URL.',
  );
}

async function openSql({
  protocol,
  url,
}: Address): Promise<
  { readonly connection: SqlConnection; readonly close: OpenedSource['close'] } | undefined
> {
  const { mysql, postgres, sqlite } = await import('@authbeat/server/import');
  if (protocol === 'postgres' || protocol === 'postgresql') {
    const { client, close } = await connectPostgres(url);
    return { connection: postgres(client), close };
  }
  if (protocol === 'mysql' || protocol === 'mariadb') {
    const { client, close } = await connectMysql(url);
    return { connection: mysql(client), close };
  }
  if (protocol !== 'file') return undefined;
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(requireFile(url), { readOnly: true });
  return { connection: sqlite(database), close: () => database.close() };
}

/** `dynamodb://eu-west-1`, with the credentials of the environment, as the AWS SDK reads them. */
async function openDynamo(url: string, table: string | undefined): Promise<OpenedSource> {
  const [ace, { DynamoDBClient }] = await Promise.all([
    import('@authbeat/server/import'),
    loadDriver<Dynamo>('@aws-sdk/client-dynamodb'),
  ]);
  const client = new DynamoDBClient({ region: new URL(url).hostname });
  const source = ace.aceDynamodb(client, table === undefined ? {} : { table });
  return { source, close: () => client.destroy() };
}

async function openJson(path: string): Promise<OpenedSource> {
  const { jsonLines } = await import('@authbeat/server/import');
  const input = path === '-' ? process.stdin : createReadStream(requireFile(path));
  return { source: jsonLines(createInterface({ input })), close: () => {} };
}
