import type { AceStore } from '../source.ts';
import { CLIENT_INFO, nameOfRow, readClientInfo } from './client-info.ts';

/** What of a `Collection` of the package `mongodb` is used. */
export interface AceCollection {
  find(filter: object): { sort(order: { _id: 1 }): AsyncIterable<Readonly<Record<string, unknown>>> };
  findOne(filter: object): Promise<Readonly<Record<string, unknown>> | null>;
  replaceOne(filter: object, document: object, options: object): Promise<unknown>;
  deleteMany(filter: object): Promise<unknown>;
}

/**
 * The tenants of an app on atlassian-connect-express that keeps them in MongoDB: its adapter `mongodb`.
 *
 * @param collection the collection `AddonSettings`; the app closes its client
 *
 * @example
 * ```ts
 * import { aceMongodb } from '@authbeat/server/import';
 * import { MongoClient } from 'mongodb';
 *
 * const client = new MongoClient('mongodb://127.0.0.1:27017/app');
 * const ace = aceMongodb(client.db().collection('AddonSettings'));
 * ```
 */
export function aceMongodb(collection: AceCollection): AceStore {
  const filterOf = (clientKey: string): object => ({ clientKey, key: CLIENT_INFO });
  return {
    name: 'ace',
    async *tenants() {
      const documents = collection.find({ key: CLIENT_INFO }).sort({ _id: 1 });
      for await (const { clientKey, val } of documents) yield readClientInfo(clientKey, val);
    },
    async others() {
      const counts = new Map<string, number>();
      for await (const { key } of collection.find({ key: { $ne: CLIENT_INFO } }).sort({ _id: 1 })) {
        const name = nameOfRow(key);
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      return counts;
    },
    async read(clientKey) {
      const document = await collection.findOne(filterOf(clientKey));
      return document ? readClientInfo(clientKey, document['val']) : undefined;
    },
    async write(clientKey, clientInfo) {
      const document = { key: CLIENT_INFO, clientKey, val: clientInfo };
      await collection.replaceOne(filterOf(clientKey), document, { upsert: true });
    },
    async remove(clientKey) {
      await collection.deleteMany(filterOf(clientKey));
    },
  };
}
