import { range, table } from '../markdown.ts';
import { describeApp, type GatewayCost } from './measure.ts';

export function renderGateway(costs: readonly GatewayCost[]): string {
  const rows = costs.map((cost) => [
    cost.requests,
    describeApp(cost.app),
    range(cost.engineCpuMicros),
    range(cost.gatewayCpuMicros),
    range(cost.cpuRatio),
    range(cost.p50Micros),
    range(cost.p99Micros),
  ]);
  return `The baseline is the proxy engine alone. _CPU_ is the CPU time of its process, or of the gateway's, for each request, with 32 kept connections. What is added to the time of a request is measured with one request at a time. All times in microseconds.

${table(['requests', 'the app responds', 'engine, CPU', 'gateway, CPU', 'CPU: engine ÷ gateway', 'added p50', 'added p99'], rows)}`;
}
