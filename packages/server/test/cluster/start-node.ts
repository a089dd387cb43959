import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { serveApp } from './serve-app.ts';
import type { NodeMessage, NodeSettings } from './settings.ts';

/** A process that serves the app. */
export interface ClusterNode {
  /** Where it listens; another port after each start. */
  readonly origin: string;
  /** Absent while it does not run. */
  readonly pid: number | undefined;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it after a kill, with the same settings. */
  start(): Promise<void>;
  /** Moves its clock away from the machine's. */
  setClock(aheadMs: number): void;
  close(): Promise<void>;
}

export async function startNode(settings: NodeSettings): Promise<ClusterNode> {
  let running = await begin(settings);
  const isRunning = (): boolean => running.process.exitCode === null && running.process.signalCode === null;
  const end = async (how: (process: ChildProcess) => void): Promise<void> => {
    if (!isRunning()) return;
    const ended = once(running.process, 'exit');
    how(running.process);
    await ended;
  };
  return {
    get origin() {
      return running.origin;
    },
    get pid() {
      return isRunning() ? running.process.pid : undefined;
    },
    kill: async () => end((process) => process.kill('SIGKILL')),
    async start() {
      running = await begin(settings);
    },
    setClock: (aheadMs) => void running.process.send({ clockAheadMs: aheadMs } satisfies NodeMessage),
    close: async () => end((process) => process.disconnect()),
  };
}

/** Starts a node in the process of the test, which is quick. It cannot be killed. */
export async function startLocalNode(settings: NodeSettings): Promise<ClusterNode> {
  let clockAheadMs = 0;
  const app = await serveApp(settings, () => Date.now() + clockAheadMs);
  const refuse = async (): Promise<void> => Promise.reject(new Error('This node has no process of its own.'));
  return {
    origin: app.origin,
    pid: process.pid,
    kill: refuse,
    start: refuse,
    setClock(aheadMs) {
      clockAheadMs = aheadMs;
    },
    close: async () => app.close(),
  };
}

async function begin(settings: NodeSettings): Promise<{ process: ChildProcess; origin: string }> {
  const process = fork(new URL('node.ts', import.meta.url), [JSON.stringify(settings)], {
    execArgv: ['--conditions=authbeat-source'],
  });
  const [origin] = (await Promise.race([
    once(process, 'message'),
    once(process, 'exit').then(() => Promise.reject(new Error('The node ended before it listened.'))),
  ])) as [string];
  return { process, origin };
}
