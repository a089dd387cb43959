import { spawn } from 'node:child_process';

/** An app in a process of its own. */
export interface AppProcess {
  readonly close: () => Promise<void>;
}

export interface AppCommand {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What it prints when it listens. */
  readonly listening: RegExp;
}

/** Starts an app and waits until it says that it listens. @throws {Error} with its output, when it ends before */
export async function startAppProcess({ command, cwd, env, listening }: AppCommand): Promise<AppProcess> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (listening.test(output)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    void ended.then(() => reject(new Error(`The app has ended:\n${output}`)));
  });
  return {
    async close() {
      child.kill();
      await ended;
    },
  };
}
