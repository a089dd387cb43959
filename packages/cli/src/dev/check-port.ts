import { createServer } from 'node:net';
import { CommandError } from '../command-error.ts';

/** @throws {CommandError} when another process listens on the port */
export async function checkPortIsFree(port: number, option: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new CommandError(`Another process listens on port ${port}. Choose another port with ${option}.`, {
          cause: error,
        }),
      );
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}
