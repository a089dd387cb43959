import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { MongoClient } from 'mongodb';
import { expect, it, onTestFinished } from 'vitest';
import { aceDynamodb, aceMongodb, aceTable, sqlite } from '../../src/import/index.ts';
import { startMongoServer } from './ace/mongo-server.ts';
import { moveTenants } from './ace/move.ts';
import { sqlite3 } from './ace/sqlite3.ts';

const ADMITTED = [200, 200, 200];

it('tenants of atlassian-connect-express move from SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'authbeat-ace-'));
  const storage = join(folder, 'ace.db');
  const database = new DatabaseSync(storage);
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  expect(
    await moveTenants(
      { adapter: 'sequelize', dialect: 'sqlite', dialectModule: sqlite3, storage, logging: false },
      aceTable(sqlite(database)),
    ),
  ).toEqual(ADMITTED);
  expect(database.prepare('SELECT count(*) AS count FROM AddonSettings').get()).toEqual({ count: 4 });
});

it('tenants of atlassian-connect-express move from MongoDB (a stand-in that speaks its protocol)', async () => {
  const server = await startMongoServer();
  const client = new MongoClient(server.url);
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  const collection = client.db().collection('AddonSettings');
  expect(await moveTenants({ adapter: 'mongodb', url: server.url }, aceMongodb(collection))).toEqual(
    ADMITTED,
  );
});

it('tenants of atlassian-connect-express move from DynamoDB (its emulator dynalite)', async () => {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const settings = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const client = new DynamoDBClient(settings);
  onTestFinished(async () => {
    client.destroy();
    server.close();
  });
  expect(await moveTenants({ adapter: 'dynamodb', ...settings }, aceDynamodb(client))).toEqual(ADMITTED);
});
