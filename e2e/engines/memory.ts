import { readdir, readFile } from 'node:fs/promises';

/** The memory of a process and of all that it has started, in bytes: what they share is counted once. */
export async function measureMemory(root: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = await readProcess(name, 'stat');
    // The name of the program is in parentheses, and may hold spaces.
    parents.set(Number(name), Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isInside = (id: number | undefined): boolean =>
    id !== undefined && (id === root || isInside(parents.get(id)));
  let total = 0;
  for (const id of parents.keys()) {
    if (!isInside(id)) continue;
    const rollup = await readProcess(String(id), 'smaps_rollup');
    total += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  }
  return total;
}

/** Empty for a process that has ended meanwhile. */
async function readProcess(id: string, file: string): Promise<string> {
  return readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '');
}
