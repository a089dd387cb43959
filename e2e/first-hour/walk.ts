import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';

/** What a person types into a terminal in an empty folder, step by step. The test's report keeps every output. */
export interface Walk {
  readonly folder: string;
  /** Runs a command to its end. Fails with its output. */
  run(command: string): Promise<string>;
  /** Starts a command that goes on, and waits until it has printed the text. */
  start(command: string, text: string): Promise<Started>;
  /** Does something else that takes time. */
  step<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
}

/** A command that goes on. */
export interface Started {
  /** What it has printed so far. */
  readonly output: () => string;
  /** Ends it as Ctrl-C does, and waits for the end. */
  readonly stop: () => Promise<void>;
}

/** Begins in a new empty folder, outside of the repository. */
export async function startWalk({ annotate }: Pick<TestContext, 'annotate'>): Promise<Walk> {
  const folder = await mkdtemp(join(tmpdir(), 'authbeat-first-hour-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  const step: Walk['step'] = async (name, work) => {
    const start = performance.now();
    let outcome = 'failed';
    try {
      const result = await work();
      outcome = typeof result === 'string' && result !== '' ? `done\n${result}` : 'done';
      return result;
    } catch (error) {
      outcome = String(error);
      throw error;
    } finally {
      await annotate(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s, ${outcome}`, 'step');
    }
  };
  return {
    folder,
    step,
    run: async (command) =>
      step(`$ ${command}`, async () => {
        const running = spawnIn(folder, command);
        const timeout = setTimeout(() => running.kill(), TIMEOUT_MS);
        const code = await running.exit;
        clearTimeout(timeout);
        if (code !== 0) throw new Error(`"${command}" ended with ${code}:\n${running.output()}`);
        return running.output();
      }),
    async start(command, text) {
      const running = spawnIn(folder, command);
      const stop = async (): Promise<void> => {
        running.kill();
        await running.exit;
      };
      onTestFinished(stop);
      await step(`$ ${command}`, async () => {
        await running.prints(text);
        return running.output();
      });
      return { output: running.output, stop };
    },
  };
}

/** How long a command may run, in milliseconds: one that hangs shows what it has printed. */
const TIMEOUT_MS = 300_000;

/** The environment of a new terminal, with this Node: without what npm and the test runner have set. */
function readEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '', ...others } = process.env;
  const own = Object.entries(others).filter(([name]) => !/^(npm_|vitest|node_env|node_options)/i.test(name));
  return { ...Object.fromEntries(own), PATH: `${dirname(process.execPath)}:${PATH}`, NO_COLOR: '1' };
}

function spawnIn(folder: string, command: string) {
  const child = spawn(command, {
    cwd: folder,
    shell: true,
    detached: true,
    env: readEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const changed: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      for (const look of changed) look();
    });
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    output: () => printed,
    exit,
    kill() {
      const isRunning = child.exitCode === null && child.signalCode === null;
      if (child.pid !== undefined && isRunning) process.kill(-child.pid, 'SIGINT');
    },
    prints: async (text: string) =>
      new Promise<void>((resolve, reject) => {
        const look = (): void => {
          if (printed.includes(text)) resolve();
        };
        changed.push(look);
        child.once('close', () =>
          reject(new Error(`"${command}" ended without printing "${text}":\n${printed}`)),
        );
        look();
      }),
  };
}
