import { fork } from 'node:child_process';
import { receive } from '../child.ts';
import type { Picture } from '../picture.ts';

/** What a process needed after so many sessions, in megabytes. */
export interface MemorySample {
  readonly sessions: number;
  readonly heapMb: number;
  readonly residentMb: number;
}

/** What a server needs as more and more sessions are exchanged and used, each of another account. */
export async function measureMemory(sessions: number): Promise<Picture> {
  const child = fork(new URL('sessions.ts', import.meta.url), [String(sessions)]);
  const samples = await receive<readonly MemorySample[]>(child);
  child.disconnect();
  return {
    title: 'Memory as sessions are exchanged and used',
    xLabel: 'sessions, each of another account',
    yLabel: 'MB',
    curves: [
      { name: 'resident memory', points: samples.map(({ sessions: x, residentMb: y }) => ({ x, y })) },
      { name: 'heap after a collection', points: samples.map(({ sessions: x, heapMb: y }) => ({ x, y })) },
    ],
  };
}
