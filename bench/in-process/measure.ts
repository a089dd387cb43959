import type { Operation } from './operations.ts';

/** CPU time of this process for each call, in microseconds. `first` is the number of the first call. */
export async function measureCalls(operation: Operation, first: number, calls: number): Promise<number> {
  const start = process.cpuUsage();
  for (let index = first; index < first + calls; index += 1) {
    const result = operation.run(index);
    if (result instanceof Promise) await result;
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / calls;
}
