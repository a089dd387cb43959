import { runTarget } from '../http/measure.ts';
import type { Picture } from '../picture.ts';
import type { CurvePlan } from './growth.ts';

const TARGETS = ['node:http', 'node:http + Authbeat api()'];

/** CPU time of a server for each request, with more and more connections. */
export async function measureConnections({ calls, isShort }: CurvePlan): Promise<Picture> {
  const curves = [];
  for (const name of TARGETS) {
    const target = await runTarget(name);
    await target.measure(calls * 2);
    const points = [];
    for (const x of isShort ? [1, 4] : [1, 4, 16, 64, 256]) {
      const rounds = [];
      for (let round = 0; round < 3; round += 1) rounds.push((await target.measure(calls, x)).cpuMicros);
      points.push({ x, y: Math.min(...rounds) });
    }
    target.stop();
    curves.push({ name, points });
  }
  return {
    title: 'A request over more and more connections',
    xLabel: 'connections',
    yLabel: 'CPU µs of the server',
    curves,
  };
}
