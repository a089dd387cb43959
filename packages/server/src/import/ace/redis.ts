import type { AceStore } from '../source.ts';
import { CLIENT_INFO, nameOfRow, readClientInfo } from './client-info.ts';

/** A client of the package `ioredis`, or of the package `redis`. */
export type AceRedisClient =
  | { call(command: string, ...values: string[]): Promise<unknown> }
  | { sendCommand(values: string[]): Promise<unknown> };

const SUFFIX = `:${CLIENT_INFO}`;

/**
 * The tenants of an app on atlassian-connect-express that keeps them in Redis: its adapter `redis`, or the package
 * `atlassian-connect-express-redis`. A Redis Cluster is not read.
 *
 * @param client a `Redis` of `ioredis`, or the result of `createClient` of `redis`, connected; the app closes it
 *
 * @example
 * ```ts
 * import { aceRedis } from '@authbeat/server/import';
 * import { Redis } from 'ioredis';
 *
 * const ace = aceRedis(new Redis('redis://127.0.0.1:6379'));
 * ```
 */
export function aceRedis(client: AceRedisClient): AceStore {
  const run = async (command: string, ...values: string[]): Promise<unknown> =>
    'call' in client ? client.call(command, ...values) : client.sendCommand([command, ...values]);
  async function* scan(pattern: string): AsyncGenerator<string> {
    // SCAN may list a key twice.
    const seen = new Set<string>();
    let cursor = '0';
    do {
      const [next, keys] = (await run('SCAN', cursor, 'MATCH', pattern, 'COUNT', '1000')) as [
        unknown,
        unknown[],
      ];
      for (const key of keys.map(String).filter((name) => !seen.has(name))) {
        seen.add(key);
        yield key;
      }
      cursor = String(next);
    } while (cursor !== '0');
  }
  const read = async (clientKey: string) => {
    const value = await run('GET', clientKey + SUFFIX);
    // Clients can be set to return buffers.
    const text = value instanceof Buffer ? value.toString() : value;
    return text === null ? undefined : readClientInfo(clientKey, text);
  };
  return {
    name: 'ace',
    async *tenants() {
      for await (const key of scan(`*${SUFFIX}`)) {
        const tenant = await read(key.slice(0, -SUFFIX.length));
        if (tenant) yield tenant;
      }
    },
    /** The database may hold other things: what begins with the clientKey of a tenant belongs to the tenant. */
    async others() {
      const tenants = new Set<string>();
      for await (const key of scan(`*${SUFFIX}`)) tenants.add(key.slice(0, -SUFFIX.length));
      const counts = new Map<string, number>();
      for await (const key of scan('*:*')) {
        const [clientKey = '', ...rest] = key.split(':');
        const name = nameOfRow(rest.join(':'));
        if (tenants.has(clientKey) && !key.endsWith(SUFFIX)) counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      return counts;
    },
    read,
    write: async (clientKey, clientInfo) => {
      await run('SET', clientKey + SUFFIX, JSON.stringify(clientInfo));
    },
    remove: async (clientKey) => {
      await run('DEL', clientKey + SUFFIX);
    },
  };
}
