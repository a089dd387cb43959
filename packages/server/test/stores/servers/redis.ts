import { Redis } from 'ioredis';
import type { DatabaseKind } from './database.ts';
import { findProgram } from './find-program.ts';
import { startServer, type Server } from './server.ts';

/** Where the program is; absent if it is not installed. */
export const redisProgram = findProgram('redis-server');

export const REDIS: DatabaseKind = {
  name: 'Redis',
  variable: 'AUTHBEAT_TEST_REDIS_URL',
  ...(redisProgram && { start: () => startRedis(redisProgram) }),
};

/** Keeps what was written through a kill. */
export function startRedis(program: string, options: readonly string[] = []): Promise<Server> {
  return startServer({
    program,
    killSignal: 'SIGKILL',
    argumentsFor: (folder, port) => [
      ...`--bind 127.0.0.1 --port ${port} --dir ${folder} --appendonly yes --appendfsync always`.split(' '),
      ...options,
    ],
    ping: pingRedis,
  });
}

/** Rejects while no server responds at a port. */
export async function pingRedis(port: number): Promise<void> {
  const client = new Redis({ port, lazyConnect: true, retryStrategy: () => null, connectTimeout: 1000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}
