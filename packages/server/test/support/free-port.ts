import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the ports of outgoing connections, so that no other process takes one in between.
const [FIRST_PORT, LAST_PORT] = [20_000, 29_999];
let candidate = randomInt(FIRST_PORT, LAST_PORT);

/** A free port of this machine that no other test of this process receives. */
export async function findFreePort(): Promise<number> {
  candidate = candidate < LAST_PORT ? candidate + 1 : FIRST_PORT;
  const port = candidate;
  return (await isFree(port)) ? port : findFreePort();
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
