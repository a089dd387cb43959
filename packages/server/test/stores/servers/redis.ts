import { Redis } from 'ioredis';
import { findProgram } from './find-program.ts';
import { startServer, type Server } from './server.ts';

const program = findProgram('redis-server');

/** Whether a server of one's own can be started. */
export const canStartRedis = program !== undefined;

/** Starts Redis; it keeps what was written through a kill. */
export function startRedis(): Promise<Server> {
  if (!program) throw new Error('Redis is not installed.');
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
