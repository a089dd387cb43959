import type { Row } from '../parts.ts';
import { chooseSubjects, orderForRound, type ComparisonPlan } from '../rounds.ts';
import { ratios, spreadOf } from '../statistics.ts';
import { runTarget } from './measure.ts';
import { startRedis } from './redis.ts';
import { TARGETS } from './targets.ts';

/** Puts load on each target in turns. Each runs in a process of its own. */
export async function measureHttp({
  rounds,
  requests,
  warmUp,
  only,
}: ComparisonPlan): Promise<readonly Row[]> {
  const redis = await startRedis();
  const targets = chooseSubjects(TARGETS, only).filter(({ name }) => redis || !name.includes('Redis'));
  const running = await Promise.all(targets.map(async ({ name }) => runTarget(name)));
  const measured = new Map(targets.map(({ name }) => [name, { cpu: [] as number[], rate: [] as number[] }]));
  for (const target of running) if (warmUp > 0) await target.measure(warmUp);
  for (let round = 0; round < rounds; round += 1) {
    for (const target of orderForRound(running, round)) {
      const { cpuMicros, requestsPerSecond } = await target.measure(requests);
      measured.get(target.name)?.cpu.push(cpuMicros);
      measured.get(target.name)?.rate.push(requestsPerSecond);
    }
  }
  for (const target of running) target.stop();
  redis?.stop();
  return targets.map(({ name, baseline }): Row => {
    const own = measured.get(name) ?? { cpu: [], rate: [] };
    const base = baseline === undefined ? undefined : measured.get(baseline);
    const row = { name, cpuMicros: spreadOf(own.cpu), requestsPerSecond: spreadOf(own.rate) };
    if (baseline === undefined || !base) return row;
    const [cpuRatio, rateRatio] = [ratios(base.cpu, own.cpu), ratios(own.rate, base.rate)];
    return Object.assign(row, { baseline, cpuRatio, rateRatio });
  });
}
