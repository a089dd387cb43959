import type { ErrorEmitter } from '../quieten.ts';
import type { RedisConnection } from './connection.ts';

/** What the store needs of a client of the package redis. */
export interface NodeRedisClient extends ErrorEmitter {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  destroy(): void;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Only a client of one server has it: those of `createCluster` and `createSentinel` have not. */
  select(database: number): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  ping(): Promise<unknown>;
  readonly options?: { readonly socket?: object | undefined };
  duplicate(overrides: { socket: { reconnectStrategy: false } }): NodeRedisClient;
}

export function fromNodeRedis(client: NodeRedisClient): RedisConnection {
  return {
    emitter: client,
    isReady: () => client.isReady,
    begin: async () => (client.isOpen ? undefined : client.connect()),
    evaluate: (script, key, values) => client.eval(script, { keys: [key], arguments: [...values] }),
    evaluateEverywhere: async (script) => [await client.eval(script, { keys: [], arguments: [] })],
    subscribeTo:
      (channel) =>
      async ({ receive, lose }, signal) => {
        const socket = { ...client.options?.socket, reconnectStrategy: false } as const;
        const subscriber = client.duplicate({ socket });
        subscriber.on('error', lose);
        const end = (): void => {
          if (subscriber.isOpen) subscriber.destroy();
        };
        signal.addEventListener('abort', end, { once: true });
        try {
          await subscriber.connect();
          await subscriber.subscribe(channel, receive);
        } catch (error) {
          end();
          throw error;
        }
        return { probe: () => subscriber.ping(), end };
      },
  };
}
