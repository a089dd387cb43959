import { spawn } from 'node:child_process';

/** A program, such as an app or a browser, in a process of its own. */
export interface RunningProcess {
  /** What it printed when it listened. */
  readonly printed: RegExpExecArray;
  readonly close: () => Promise<void>;
}

export interface ProcessCommand {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What it prints when it listens. */
  readonly listening: RegExp;
}

/** Starts a program and waits until it says that it listens. @throws {Error} with its output, when it ends before */
export async function startProcess({
  command,
  cwd,
  env,
  listening,
}: ProcessCommand): Promise<RunningProcess> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let output = '';
  const printed = await new Promise<RegExpExecArray>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const match = listening.exec(output);
      if (match) resolve(match);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    void ended.then(() => reject(new Error(`${file} has ended:\n${output}`)));
  });
  return {
    printed,
    async close() {
      child.kill();
      await ended;
    },
  };
}
