import type { ChildProcess } from 'node:child_process';

/**
 * The next message of a process that this one has forked.
 *
 * @throws {Error} if the process ends before
 */
export async function receive<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void =>
      reject(
        new Error(`A process that is measured has ended with code ${code}: ${child.spawnargs.join(' ')}`),
      );
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as Message);
    });
  });
}
