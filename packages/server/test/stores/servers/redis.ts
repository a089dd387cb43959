import { Redis } from 'ioredis';
import type { DatabaseKind } from './database.ts';
import { findProgram } from './find-program.ts';
import { startServer, type Server } from './server.ts';

const program = findProgram('redis-server');

export const REDIS: DatabaseKind = {
  name: 'Redis',
  variable: 'AUTHBEAT_TEST_REDIS_URL',
  ...(program && { start: () => startRedis(program) }),
};

/** Keeps what was written through a kill. */
function startRedis(program: string): Promise<Server> {
  return startServer({
    program,
    killSignal: 'SIGKILL',
    argumentsFor: (folder, port) =>
      `--bind 127.0.0.1 --port ${port} --dir ${folder} --appendonly yes --appendfsync always`.split(' '),
    ping: async (port) => {
      const client = new Redis({ port, lazyConnect: true, retryStrategy: () => null, connectTimeout: 1000 });
      client.on('error', () => {});
      try {
        await client.connect();
        await client.ping();
      } finally {
        client.disconnect();
      }
    },
  });
}
