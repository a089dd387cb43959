import { createFixture } from '../fixture.ts';
import type { Row } from '../parts.ts';
import { chooseSubjects, orderForRound, type ComparisonPlan } from '../rounds.ts';
import { ratios, spreadOf } from '../statistics.ts';
import { createForgeOperations } from './forge.ts';
import { createFrameworkOperations } from './frameworks.ts';
import { measureCalls } from './measure.ts';
import { createOperations } from './operations.ts';

/** Calls each operation in turns, in this process. */
export async function measureInProcess({ rounds, calls, only }: ComparisonPlan): Promise<readonly Row[]> {
  const fixture = await createFixture();
  const all = [
    ...(await createOperations(fixture, (rounds + 1) * calls)),
    ...(await createFrameworkOperations(fixture)),
    ...(await createForgeOperations()),
  ];
  const operations = chooseSubjects(all, only);
  const cpu = new Map<string, number[]>(operations.map(({ name }) => [name, []]));
  for (const operation of operations) await measureCalls(operation, 0, calls);
  for (let round = 0; round < rounds; round += 1) {
    for (const operation of orderForRound(operations, round)) {
      const micros = await measureCalls(operation, (round + 1) * calls, calls);
      cpu.get(operation.name)?.push(micros);
    }
  }
  await fixture.authbeat.close();
  return operations.map(({ name, baseline }): Row => {
    const own = cpu.get(name) ?? [];
    const base = baseline === undefined ? undefined : cpu.get(baseline);
    const row = { name, cpuMicros: spreadOf(own) };
    if (baseline === undefined || !base) return row;
    return Object.assign(row, { baseline, cpuRatio: ratios(base, own) });
  });
}
