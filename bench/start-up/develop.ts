import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findFreePort } from '../../packages/server/test/support/free-port.ts';
import { spreadOf, type Spread } from '../statistics.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/issue-panel', import.meta.url));
const READY = 'Press Ctrl-C to stop.';

/**
 * Starts `authbeat dev` with the example app, whose pages are built before.
 *
 * @param folder where the command is installed
 * @returns milliseconds from its start until it says that it is ready
 */
export async function measureDevelop(folder: string, rounds: number): Promise<Spread> {
  await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: EXAMPLE });
  const times = [];
  for (let round = 0; round < rounds; round += 1) times.push(await startOnce(folder));
  return spreadOf(times);
}

async function startOnce(folder: string): Promise<number> {
  const ports = ['--port', String(await findFreePort()), '--app-port', String(await findFreePort())];
  const app = ['--app-directory', EXAMPLE, '--', process.execPath, 'src/server.ts'];
  const command = join(folder, 'node_modules/authbeat/bin/authbeat.cjs');
  const start = performance.now();
  const child = spawn(process.execPath, [command, 'dev', ...ports, ...app], {
    cwd: folder,
    env: { ...process.env, DATABASE: ':memory:', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let printed = '';
  const elapsed = await new Promise<number>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      printed += chunk.toString('utf8');
      if (printed.includes(READY)) resolve(performance.now() - start);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('error', reject);
    child.once('close', () => reject(new Error(`authbeat dev has ended. It printed: ${printed}`)));
  });
  child.kill('SIGTERM');
  await ended;
  return elapsed;
}
