import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTarget } from '../http/measure.ts';
import type { Picture } from '../picture.ts';
import type { CurvePlan } from './growth.ts';

/** CPU time of a server that shares one SQLite file with others, while each of them gets its part of the load. */
export async function measureNodes({ calls, isShort }: CurvePlan): Promise<Picture> {
  const points = [];
  for (const x of isShort ? [1, 2] : [1, 2, 3]) {
    const folder = mkdtempSync(join(tmpdir(), 'authbeat-bench-'));
    process.env['BENCH_DATABASE'] = join(folder, 'tenants.db');
    const nodes = [];
    for (let node = 0; node < x; node += 1) nodes.push(await runTarget('node:http + Authbeat api()'));
    delete process.env['BENCH_DATABASE'];
    const rounds = [];
    for (let round = 0; round < 5; round += 1) {
      const measured = await Promise.all(nodes.map(async (node) => node.measure(calls)));
      rounds.push(measured.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0) / x);
    }
    points.push({ x, y: Math.min(...rounds) });
    for (const node of nodes) node.stop();
    rmSync(folder, { recursive: true });
  }
  return {
    title: 'Nodes that share one store',
    xLabel: 'nodes on this machine, all under load',
    yLabel: 'CPU µs of one node',
    curves: [{ name: 'node:http + api()', points }],
  };
}
