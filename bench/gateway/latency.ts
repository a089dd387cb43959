import { runTarget } from '../http/measure.ts';
import { spreadOf, type Spread } from '../statistics.ts';
import { GATEWAY_TARGETS } from './targets.ts';

/** What the gateway adds to the time of a request, beyond what the proxy engine alone takes. */
export interface AddedLatency {
  readonly name: string;
  readonly p50Micros: Spread;
  readonly p99Micros: Spread;
}

/** Measures one request at a time, by turns with the engine alone. */
export async function measureAddedLatency(plan: {
  readonly rounds: number;
  readonly requests: number;
  readonly warmUp: number;
}): Promise<readonly AddedLatency[]> {
  const added: AddedLatency[] = [];
  for (const { name, baseline } of GATEWAY_TARGETS) {
    if (baseline === undefined) continue;
    const pair = await Promise.all([runTarget(name), runTarget(baseline)]);
    for (const target of pair) await target.measure(Math.max(plan.warmUp, 1));
    const differences: { p50: number; p99: number }[] = [];
    for (let round = 0; round < plan.rounds; round += 1) {
      const [own, base] = await measureByTurns(pair, plan.requests, round % 2 === 0);
      differences.push({ p50: own.p50 - base.p50, p99: own.p99 - base.p99 });
    }
    for (const target of pair) target.stop();
    added.push({
      name,
      p50Micros: spreadOf(differences.map(({ p50 }) => p50)),
      p99Micros: spreadOf(differences.map(({ p99 }) => p99)),
    });
  }
  return added;
}

type Running = Awaited<ReturnType<typeof runTarget>>;
interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

/** One round of two targets, in either order. */
async function measureByTurns(
  [own, base]: readonly [Running, Running],
  count: number,
  ownFirst: boolean,
): Promise<readonly [Quantiles, Quantiles]> {
  if (ownFirst) {
    const first = await quantilesOf(own, count);
    return [first, await quantilesOf(base, count)];
  }
  const first = await quantilesOf(base, count);
  return [await quantilesOf(own, count), first];
}

/** In microseconds. */
async function quantilesOf(target: Running, count: number): Promise<Quantiles> {
  const { durationsMs } = await target.measure(count, 1);
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    1000 * (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
  return { p50: at(0.5), p99: at(0.99) };
}
