import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** How a process has ended. */
export interface Exit {
  readonly code: number | null;
  /** Such as `exit code 1`. */
  readonly words: string;
}

/** The app's process, with all that it has started. */
export interface App {
  readonly ended: Promise<Exit>;
  /** Asks the whole tree to end, and ends it after three seconds. */
  stop(): Promise<void>;
}

const PATIENCE = 3000;
const isWindows = process.platform === 'win32';

/**
 * Starts the app's command in a process group of its own, which can be ended as a whole.
 *
 * @param output where its standard output goes. Defaults to our own.
 */
export function startApp(
  [file = '', ...args]: readonly string[],
  directory: string,
  environment: Readonly<Record<string, string>>,
  output: 'stdout' | 'stderr' = 'stdout',
): App {
  const child = spawn(file, args, {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ['ignore', output === 'stdout' ? 1 : 2, 2],
    detached: !isWindows,
    // npm and its like are scripts on Windows.
    shell: isWindows,
  });
  const ended = new Promise<Exit>((resolve) => {
    child.once('error', (error) =>
      resolve({ code: 1, words: `"${file}" cannot be started (${error.message})` }),
    );
    child.once('exit', (code, signal) =>
      resolve({ code, words: code === null ? `signal ${signal}` : `exit code ${code}` }),
    );
  });
  return { ended, stop: async () => (isWindows ? stopOnWindows(child, ended) : stopGroup(child)) };
}

async function stopGroup({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined) return;
  const lastMoment = Date.now() + PATIENCE;
  let signal: NodeJS.Signals | 0 = 'SIGTERM';
  while (signalGroup(pid, signal)) {
    await wait(25);
    signal = Date.now() > lastMoment ? 'SIGKILL' : 0;
    // A member that not even SIGKILL ends is nothing that more of it would change.
    if (Date.now() > lastMoment + 1000) return;
  }
}

/** Is anyone left in the group to receive it? */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

async function stopOnWindows({ pid, exitCode }: ChildProcess, ended: Promise<Exit>): Promise<void> {
  if (pid === undefined || exitCode !== null) return;
  spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
  await Promise.race([ended, wait(PATIENCE)]);
}
