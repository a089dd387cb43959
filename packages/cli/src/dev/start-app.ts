import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  /** Such as `exit code 1`. */
  readonly words: string;
}

/** The process of the app, with the processes that it has started. */
export interface App {
  readonly ended: Promise<Exit>;
  /** The id of its process group. Absent where it could not be started, and on Windows. */
  readonly group: number | undefined;
  /** Sends SIGTERM to all processes, and SIGKILL after three seconds. */
  stop(): Promise<void>;
}

const GRACE_PERIOD_MS = 3000;
const isWindows = process.platform === 'win32';

/**
 * Starts the command of the app in a process group of its own, which can be stopped as a whole.
 *
 * @param output receives its standard output. Defaults to `stdout`.
 * @param watch receives the text of both its outputs, which are passed on as well
 */
export function startApp(
  [file = '', ...args]: readonly string[],
  directory: string,
  environment: Readonly<Record<string, string>>,
  output: 'stdout' | 'stderr' = 'stdout',
  watch?: (text: string) => void,
): App {
  const child = spawn(file, args, {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: watch ? ['ignore', 'pipe', 'pipe'] : ['ignore', output === 'stdout' ? 1 : 2, 2],
    detached: !isWindows,
    // On Windows, npm and similar commands are scripts.
    shell: isWindows,
  });
  if (watch) {
    for (const [stream, target] of [
      [child.stdout, process[output]],
      [child.stderr, process.stderr],
    ] as const) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        watch(text);
        target.write(text);
      });
    }
  }
  const ended = new Promise<Exit>((resolve) => {
    child.once('error', (error) =>
      resolve({ code: 1, words: `"${file}" cannot be started (${error.message})` }),
    );
    child.once('exit', (code, signal) =>
      resolve({ code, words: code === null ? `signal ${signal}` : `exit code ${code}` }),
    );
  });
  return {
    ended,
    group: isWindows ? undefined : child.pid,
    stop: async () => (isWindows ? stopOnWindows(child, ended) : stopGroup(child)),
  };
}

async function stopGroup({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined) return;
  const deadline = Date.now() + GRACE_PERIOD_MS;
  let signal: NodeJS.Signals | 0 = 'SIGTERM';
  while (signalGroup(pid, signal)) {
    await wait(25);
    signal = Date.now() > deadline ? 'SIGKILL' : 0;
    // A process may survive SIGKILL for a while, in a call of the kernel. Sending it again does not help.
    if (Date.now() > deadline + 1000) return;
  }
}

/** Sends a signal to a process group. Returns whether the group still has a process. */
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
  await Promise.race([ended, wait(GRACE_PERIOD_MS)]);
}
