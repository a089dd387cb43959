import { requireAce } from './app.ts';

interface Client {
  connect(): Promise<unknown>;
  disconnect(): Promise<unknown>;
}
interface Redis {
  readonly createClient: (options: object) => Client;
}

/**
 * The Redis adapter of atlassian-connect-express 11 calls the package `redis` as its version 3 was called, but depends
 * on version 4, so that it never responds. Apps bring a client that works; here it is version 4 in its legacy mode.
 *
 * @returns a function that closes the adapter's connections
 */
export function repairAceRedis(): () => Promise<void> {
  const path = requireAce.resolve('redis');
  const { createClient } = requireAce('redis') as Redis;
  const clients: Client[] = [];
  const module = requireAce.cache[path];
  if (!module) throw new Error('The package redis is not loaded.');
  module.exports = {
    createClient(url: string) {
      const client = createClient({ url, legacyMode: true });
      clients.push(client);
      void client.connect();
      return client;
    },
  };
  return async () => {
    await Promise.all(clients.map(async (client) => client.disconnect()));
  };
}
