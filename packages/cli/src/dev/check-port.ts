import { createServer } from 'node:net';
import { CommandError } from '../command-error.ts';

/** @throws {CommandError} naming the port and the option when another process listens on it */
export async function checkPortIsFree(port: number, option: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(new CommandError(`Port ${port} is taken; choose another with ${option}.`, { cause: error }));
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}
