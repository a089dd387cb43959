import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AceStore } from '../source.ts';
import { CLIENT_INFO, nameOfRow, readClientInfo } from './client-info.ts';

/** Options of `aceDynamodb`. */
export interface AceDynamodbOptions {
  /** The table. Defaults to `AddonSettings`. */
  readonly table?: string;
}

/** What of a `DynamoDBClient` is used. Its own type is not in the declarations: most apps have no AWS SDK. */
export interface AceDynamodbClient {
  send(command: never): Promise<unknown>;
}

type Item = Record<string, AttributeValue>;

/**
 * The tenants of an app on atlassian-connect-express that keeps them in DynamoDB: its adapter `dynamodb`.
 *
 * @param client of the package `@aws-sdk/client-dynamodb`; the app destroys it
 *
 * @example
 * ```ts
 * import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
 * import { aceDynamodb } from '@authbeat/server/import';
 *
 * const ace = aceDynamodb(new DynamoDBClient({ region: 'eu-west-1' }), { table: 'AddonSettings' });
 * ```
 */
export function aceDynamodb(
  client: AceDynamodbClient,
  { table = 'AddonSettings' }: AceDynamodbOptions = {},
): AceStore {
  const dynamo = client as Pick<DynamoDBClient, 'send'>;
  const keyOf = (clientKey: string): Item => ({ clientKey: { S: clientKey }, key: { S: CLIENT_INFO } });
  async function* scan(comparison: '=' | '<>', attributes: readonly string[]): AsyncGenerator<Item> {
    const { ScanCommand } = await loadCommands();
    let from: Item | undefined;
    do {
      const page = await dynamo.send(
        new ScanCommand({
          TableName: table,
          ConsistentRead: true,
          FilterExpression: `#key ${comparison} :key`,
          ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
          ExpressionAttributeNames: Object.fromEntries(
            [...new Set(['key', ...attributes])].map((name) => [`#${name}`, name]),
          ),
          ExpressionAttributeValues: { ':key': { S: CLIENT_INFO } },
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      yield* page.Items ?? [];
      from = page.LastEvaluatedKey;
    } while (from);
  }
  return {
    name: 'ace',
    async *tenants() {
      for await (const { clientKey, val } of scan('=', ['clientKey', 'val'])) {
        yield readClientInfo(clientKey?.S, val?.S);
      }
    },
    async others() {
      const counts = new Map<string, number>();
      for await (const { key } of scan('<>', ['key'])) {
        const name = nameOfRow(key?.S);
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      return counts;
    },
    async read(clientKey) {
      const { GetItemCommand } = await loadCommands();
      const { Item: item } = await dynamo.send(
        new GetItemCommand({ TableName: table, Key: keyOf(clientKey), ConsistentRead: true }),
      );
      return item && readClientInfo(clientKey, item['val']?.S);
    },
    async write(clientKey, clientInfo) {
      const { PutItemCommand } = await loadCommands();
      const item = {
        ...keyOf(clientKey),
        val: { S: JSON.stringify(clientInfo) },
        createdAt: { N: String(Date.now()) },
      };
      await dynamo.send(new PutItemCommand({ TableName: table, Item: item }));
    },
    async remove(clientKey) {
      const { DeleteItemCommand } = await loadCommands();
      await dynamo.send(new DeleteItemCommand({ TableName: table, Key: keyOf(clientKey) }));
    },
  };
}

/** Loaded on use: only apps on DynamoDB have the package. */
async function loadCommands() {
  return import('@aws-sdk/client-dynamodb');
}
