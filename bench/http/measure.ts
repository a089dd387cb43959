import { fork, type ChildProcess } from 'node:child_process';
import { receive } from '../child.ts';
import { putLoad } from './load.ts';
import type { Listening } from './target.ts';

const CONNECTIONS = 32;

/** A target that runs in a process of its own. */
export interface RunningTarget {
  readonly name: string;
  /** One round of load: so many requests, over 32 connections if not told otherwise. */
  measure(count: number, connections?: number): Promise<Round>;
  stop(): void;
}

export interface Round {
  readonly requestsPerSecond: number;
  /** CPU time of the server's process for each request, in microseconds. Other load on the machine hardly changes it. */
  readonly cpuMicros: number;
  /** Of each request. With several connections it includes waiting for the others. */
  readonly durationsMs: readonly number[];
}

export async function runTarget(name: string): Promise<RunningTarget> {
  const child = fork(new URL('server.ts', import.meta.url), [name]);
  const { port, requests } = await receive<Listening>(child);
  return {
    name,
    async measure(count, connections = CONNECTIONS) {
      const [start, cpu] = [performance.now(), await cpuMicros(child)];
      const durationsMs = await putLoad(port, requests, { connections, count });
      const [end, usedCpu] = [performance.now(), (await cpuMicros(child)) - cpu];
      return { requestsPerSecond: (count / (end - start)) * 1000, cpuMicros: usedCpu / count, durationsMs };
    },
    stop: () => child.disconnect(),
  };
}

async function cpuMicros(child: ChildProcess): Promise<number> {
  child.send('cpu');
  return (await receive<{ cpuMicros: number }>(child)).cpuMicros;
}
