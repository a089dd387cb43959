import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Starts a Redis server of its own on a free port, for ACE; `undefined` where none is installed. */
export async function startRedis(): Promise<{ stop(): void } | undefined> {
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] });
  const isRunning = await new Promise<boolean>((resolve) => {
    server.on('error', () => resolve(false));
    server.on('exit', () => resolve(false));
    server.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('Ready to accept connections')) resolve(true);
    });
  });
  if (!isRunning) return undefined;
  process.env['REDIS_URL'] = `redis://127.0.0.1:${port}`;
  return { stop: () => void server.kill() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
