import { runTarget, type RunningTarget } from '../http/measure.ts';
import { ratios, spreadOf, type Spread } from '../statistics.ts';
import { GATEWAY_PAIRS, type App, type GatewayPair } from './targets.ts';

/** What the gateway costs beside the proxy engine alone. */
export interface GatewayCost {
  readonly requests: string;
  readonly app: App;
  readonly engineCpuMicros: Spread;
  readonly gatewayCpuMicros: Spread;
  /** The CPU time of the engine, divided by that of the gateway in the same round. */
  readonly cpuRatio: Spread;
  /** What is added to the time of a request, one request at a time. */
  readonly p50Micros: Spread;
  readonly p99Micros: Spread;
}

export interface GatewayPlan {
  readonly rounds: number;
  readonly requests: number;
  readonly warmUp: number;
  /** Only the targets with this text in their names are measured. */
  readonly only: string;
}

/** What the app does behind the gateway, for people. */
export function describeApp({ bytes, delayMs }: App): string {
  return `${bytes.toLocaleString('en')} bytes ${delayMs === 0 ? 'at once' : `after ${delayMs} ms`}`;
}

/** How many rounds a process serves: what the compiler of Node makes of the same code differs between processes. */
const ROUNDS_OF_PROCESS = 3;

interface Round {
  readonly engineCpu: number;
  readonly gatewayCpu: number;
  readonly p50: number;
  readonly p99: number;
}

export async function measureGateway(plan: GatewayPlan): Promise<readonly GatewayCost[]> {
  const costs: GatewayCost[] = [];
  for (const pair of GATEWAY_PAIRS.filter(({ gateway }) => gateway.name.includes(plan.only))) {
    const rounds: Round[] = [];
    while (rounds.length < plan.rounds) rounds.push(...(await measureOnce(pair, plan)));
    const [engine, gateway] = [
      rounds.map((round) => round.engineCpu),
      rounds.map((round) => round.gatewayCpu),
    ];
    costs.push({
      requests: pair.requests,
      app: pair.app,
      engineCpuMicros: spreadOf(engine),
      gatewayCpuMicros: spreadOf(gateway),
      cpuRatio: ratios(engine, gateway),
      p50Micros: spreadOf(rounds.map(({ p50 }) => p50)),
      p99Micros: spreadOf(rounds.map(({ p99 }) => p99)),
    });
  }
  return costs;
}

/** Some of the rounds, in processes of their own. */
async function measureOnce(pair: GatewayPair, plan: GatewayPlan): Promise<readonly Round[]> {
  const engine = await runTarget(pair.engine.name);
  const gateway = await runTarget(pair.gateway.name);
  for (const target of [engine, gateway]) await target.measure(Math.max(plan.warmUp, 1));
  const rounds: Round[] = [];
  for (let round = 0; round < Math.min(ROUNDS_OF_PROCESS, plan.rounds); round += 1) {
    // Neither always follows the other.
    const order = round % 2 === 0 ? [engine, gateway] : [gateway, engine];
    const measured = new Map<RunningTarget, Awaited<ReturnType<typeof measureTarget>>>();
    for (const target of order) measured.set(target, await measureTarget(target, plan.requests, pair.app));
    const [own, base] = [measured.get(gateway), measured.get(engine)];
    if (!own || !base) continue;
    rounds.push({
      engineCpu: base.cpuMicros,
      gatewayCpu: own.cpuMicros,
      p50: own.p50 - base.p50,
      p99: own.p99 - base.p99,
    });
  }
  for (const target of [engine, gateway]) target.stop();
  return rounds;
}

/** CPU time under load, and the time of single requests, in microseconds. */
async function measureTarget(target: RunningTarget, count: number, { delayMs }: App) {
  const { cpuMicros } = await target.measure(count);
  const { durationsMs } = await target.measure(delayMs > 0 ? Math.ceil(count / 10) : count, 1);
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    1000 * (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
  return { cpuMicros, p50: at(0.5), p99: at(0.99) };
}
