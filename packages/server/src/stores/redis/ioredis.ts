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

export function fromIoredis(client: IoredisClient): RedisConnection {
  return {
    emitter: client,
    isReady: () => client.status === 'ready',
    begin: async () => (client.status === 'wait' || client.status === 'end' ? client.connect() : undefined),
    evaluate: (script, key, values) => client.eval(script, 1, key, ...values),
    subscribeTo:
      (channel) =>
      async ({ receive, lose }, signal) => {
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
      },
  };
}
