/**
 * `npm run bench`: Authbeat beside its peers and beside handlers without a guard, in alternating rounds. Writes
 * bench/RESULTS.md and bench/results.json. With `--short` it measures hardly anything and writes nothing: it shows
 * that everything still runs. `--only <text>` measures the targets with this text in their names and their baselines,
 * and nothing else. `--sessions <count>` says with how many sessions the memory is measured.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureConnections } from './curves/connections.ts';
import { measureGrowth } from './curves/growth.ts';
import { measureNodes } from './curves/nodes.ts';
import { createFixture } from './fixture.ts';
import { measureAddedLatency } from './gateway/latency.ts';
import { runTarget } from './http/measure.ts';
import { startRedis } from './http/redis.ts';
import { TARGETS } from './http/targets.ts';
import { measureCalls } from './in-process/measure.ts';
import { createFrameworkOperations } from './in-process/frameworks.ts';
import { createOperations } from './in-process/operations.ts';
import { describeMachine } from './machine.ts';
import { measureMemory } from './memory/measure.ts';
import { drawPicture, type Picture } from './picture.ts';
import { pictureFile, renderResults, renderTables, type Results, type Row } from './report.ts';
import { measureStartUp } from './start-up/measure.ts';
import { ratios, spreadOf } from './statistics.ts';
import { measureTenants } from './tenants.ts';

const { values } = parseArgs({
  options: { short: { type: 'boolean' }, only: { type: 'string' }, sessions: { type: 'string' } },
});
const isShort = values.short === true;
const plan = isShort
  ? { rounds: 1, calls: 100, requests: 100, warmUp: 0, sessions: 100, tenants: 100 }
  : { rounds: 9, calls: 4000, requests: 3000, warmUp: 10_000, sessions: 250_000, tenants: 100_000 };

/** The names to measure: those that were asked for, and their baselines. */
function choose<Named extends { readonly name: string; readonly baseline?: string }>(all: readonly Named[]) {
  const wanted = all.filter(({ name }) => name.includes(values.only ?? ''));
  return all.filter(({ name }) => wanted.some((chosen) => chosen.name === name || chosen.baseline === name));
}

/** Every round runs each subject once, in an order of its own, so that no subject always follows the same one. */
function shuffle<Item>(items: readonly Item[], round: number): readonly Item[] {
  const split = (round * 7) % Math.max(items.length, 1);
  const rotated = [...items.slice(split), ...items.slice(0, split)];
  return round % 2 === 0 ? rotated : rotated.toReversed();
}

async function measureInProcess(): Promise<readonly Row[]> {
  const fixture = await createFixture();
  const operations = choose([
    ...(await createOperations(fixture, (plan.rounds + 1) * plan.calls)),
    ...(await createFrameworkOperations(fixture)),
  ]);
  const cpu = new Map<string, number[]>(operations.map(({ name }) => [name, []]));
  for (const operation of operations) await measureCalls(operation, 0, plan.calls);
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const operation of shuffle(operations, round)) {
      const micros = await measureCalls(operation, (round + 1) * plan.calls, plan.calls);
      cpu.get(operation.name)?.push(micros);
    }
  }
  await fixture.authbeat.close();
  return operations.map(({ name, baseline }) => {
    const own = cpu.get(name) ?? [];
    const base = baseline === undefined ? undefined : cpu.get(baseline);
    const row = { name, cpuMicros: spreadOf(own) };
    return baseline !== undefined && base
      ? Object.assign(row, { baseline, cpuRatio: ratios(base, own) })
      : row;
  });
}

async function measureHttp(): Promise<readonly Row[]> {
  const redis = await startRedis();
  const targets = choose(TARGETS).filter(({ name }) => redis || !name.includes('Redis'));
  const running = await Promise.all(targets.map(async ({ name }) => runTarget(name)));
  const rounds = new Map(targets.map(({ name }) => [name, { cpu: [] as number[], rate: [] as number[] }]));
  for (const target of running) if (plan.warmUp > 0) await target.measure(plan.warmUp);
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const target of shuffle(running, round)) {
      const { cpuMicros, requestsPerSecond } = await target.measure(plan.requests);
      rounds.get(target.name)?.cpu.push(cpuMicros);
      rounds.get(target.name)?.rate.push(requestsPerSecond);
    }
  }
  for (const target of running) target.stop();
  redis?.stop();
  return targets.map(({ name, baseline }) => {
    const own = rounds.get(name) ?? { cpu: [], rate: [] };
    const base = baseline === undefined ? undefined : rounds.get(baseline);
    const row = { name, cpuMicros: spreadOf(own.cpu), requestsPerSecond: spreadOf(own.rate) };
    if (baseline === undefined || !base) return row;
    const [cpuRatio, rateRatio] = [ratios(base.cpu, own.cpu), ratios(own.rate, base.rate)];
    return Object.assign(row, { baseline, cpuRatio, rateRatio });
  });
}

async function measurePictures(): Promise<readonly Picture[]> {
  const curves = { calls: plan.requests, isShort };
  const sessions = Number(values.sessions ?? plan.sessions);
  return [
    ...(await measureGrowth(curves)),
    await measureConnections(curves),
    await measureNodes(curves),
    await measureMemory(sessions),
  ];
}

const inProcess = await measureInProcess();
const http = await measureHttp();
if (values.only !== undefined) {
  console.log(renderTables({ inProcess, http, plan }));
  process.exit();
}
const results: Results = {
  ...describeMachine(),
  plan,
  inProcess,
  http,
  pictures: await measurePictures(),
  tenants: await measureTenants(plan.tenants),
  startUp: await measureStartUp(plan.rounds),
  gateway: await measureAddedLatency(plan),
};
const text = renderResults(results);
console.log(text);
if (!isShort) {
  mkdirSync(new URL('pictures', import.meta.url), { recursive: true });
  for (const picture of results.pictures)
    writeFileSync(new URL(pictureFile(picture), import.meta.url), drawPicture(picture));
  writeFileSync(new URL('RESULTS.md', import.meta.url), text);
  writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify(results, undefined, 2)}\n`);
}
