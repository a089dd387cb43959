import { LRUCache } from 'lru-cache';
import type { Subscribe, Subscription } from '../driver.ts';
import type { ErrorEmitter } from '../quieten.ts';
import type { RedisConnection } from './connection.ts';

/** What the store needs of a `Redis` of the package ioredis. */
export interface IoredisClient extends ErrorEmitter {
  readonly status: string;
  connect(): Promise<unknown>;
  disconnect(): void;
  eval(script: string, numberOfKeys: number, ...keysAndValues: string[]): Promise<unknown>;
  subscribe(channel: string): Promise<unknown>;
  ping(): Promise<unknown>;
  duplicate(overrides: { lazyConnect: boolean; retryStrategy: () => null }): IoredisClient;
  on(event: 'error' | 'close' | 'end', listener: () => void): unknown;
  on(event: 'message', listener: (channel: string, message: string) => void): unknown;
}

/** What the store needs of a `Cluster` of the package ioredis. */
export interface IoredisCluster extends ErrorEmitter {
  readonly status: string;
  connect(): Promise<unknown>;
  eval(script: string, numberOfKeys: number, ...keysAndValues: string[]): Promise<unknown>;
  nodes(role: 'master'): readonly IoredisClient[];
}

export function fromIoredis(client: IoredisClient | IoredisCluster): RedisConnection {
  const masters = (): readonly IoredisClient[] => ('nodes' in client ? client.nodes('master') : [client]);
  return {
    emitter: client,
    isReady: () => client.status === 'ready',
    begin: async () => (client.status === 'wait' || client.status === 'end' ? client.connect() : undefined),
    evaluate: (script, key, values) => client.eval(script, 1, key, ...values),
    evaluateEverywhere: (script) => Promise.all(masters().map((master) => master.eval(script, 0))),
    subscribeTo: (channel) => async (events, signal) => {
      // The master that a change is written to delivers it, so that no change depends on the links between masters.
      // The other masters pass it on, so it arrives several times.
      const all = masters();
      const once = { ...events, receive: dropRepeated(events.receive) };
      if (all.length === 0) throw new Error('The cluster has no masters.');
      const attempts = all.map((master) => subscribe(master, channel, once, signal));
      const settled = await Promise.allSettled(attempts);
      const subscriptions = settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
      const end = (): void => {
        for (const subscription of subscriptions) subscription.end();
      };
      if (subscriptions.length < all.length) {
        end();
        await Promise.all(attempts);
      }
      return { probe: () => Promise.all(subscriptions.map(({ probe }) => probe())), end };
    },
  };
}

/** How many messages to remember. Each node delivers a message within moments. */
const REMEMBERED = 1000;

function dropRepeated(receive: (message: string) => void): (message: string) => void {
  const seen = new LRUCache<string, true>({ max: REMEMBERED });
  return (message) => {
    if (seen.has(message)) return;
    seen.set(message, true);
    receive(message);
  };
}

/** Subscribes on a connection of its own. */
async function subscribe(
  client: IoredisClient,
  channel: string,
  { receive, lose }: Parameters<Subscribe>[0],
  signal: AbortSignal,
): Promise<Subscription> {
  const subscriber = client.duplicate({ lazyConnect: true, retryStrategy: () => null });
  subscriber.on('error', lose);
  subscriber.on('close', lose);
  subscriber.on('message', (_channel, message) => receive(message));
  const end = (): void => subscriber.disconnect();
  signal.addEventListener('abort', end, { once: true });
  try {
    await subscriber.connect();
    await subscriber.subscribe(channel);
  } catch (error) {
    end();
    throw error;
  }
  return { probe: () => subscriber.ping(), end };
}
