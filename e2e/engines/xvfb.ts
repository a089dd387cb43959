import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A screen without a monitor. */
export interface Display {
  /** For the environment of what is to be shown there. */
  readonly name: string;
  close(): void;
}

/** Starts an X server on a display that is free. */
export async function startDisplay(): Promise<Display> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}.`)));
    (server.stdio[3] as Readable).once('data', (data) => resolve(String(data).trim()));
  });
  return { name: `:${number}`, close: () => server.kill() };
}
