import type { AddedLatency } from './gateway/latency.ts';
import type { Machine } from './machine.ts';
import type { Picture } from './picture.ts';
import type { StartUp } from './start-up/measure.ts';
import type { Spread } from './statistics.ts';
import type { TenantCost } from './tenants.ts';

/** What was measured of one subject. */
export interface Row {
  readonly name: string;
  /** CPU time for each call or request. */
  readonly cpuMicros: Spread;
  readonly requestsPerSecond?: Spread;
  readonly baseline?: string;
  /** The CPU time of the baseline, divided by that of the subject in the same round: 1 is as good. */
  readonly cpuRatio?: Spread;
  /** The throughput divided by that of the baseline in the same round: 1 is as good. */
  readonly rateRatio?: Spread;
}

export interface Results extends Machine {
  readonly plan: { readonly rounds: number; readonly calls: number; readonly requests: number };
  readonly inProcess: readonly Row[];
  readonly http: readonly Row[];
  readonly pictures: readonly Picture[];
  readonly tenants: TenantCost;
  readonly startUp: StartUp;
  readonly gateway: readonly AddedLatency[];
}

/** The file of a picture, beside the report. */
export function pictureFile({ title }: Picture): string {
  return `pictures/${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.svg`;
}

export function renderResults({
  plan,
  inProcess,
  http,
  pictures,
  tenants,
  startUp,
  gateway,
  versions,
  ...machine
}: Results): string {
  const { date, node, cpu, memoryGb, loadBefore } = machine;
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `# Results

Written by \`npm run bench\` on ${date}: Node ${node}, ${cpu}, ${memoryGb} GB, load average ${loadBefore} before the run. ${plan.rounds} rounds, subjects by turns; each figure is the median of the rounds, with the lowest and the highest in brackets. Ratios are taken round by round against the baseline in the same round, so they compare from machine to machine; absolute figures do not. 1.00 is as fast as the baseline.

${renderTables({ inProcess, http, plan })}

## Behind the gateway

What the gateway adds to the time of a request beyond the proxy engine alone, one request at a time, in microseconds.

${table(
  ['requests', 'added p50 µs', 'added p99 µs'],
  gateway.map(({ name, p50Micros, p99Micros }) => [name, range(p50Micros), range(p99Micros)]),
)}

## As work grows

Each point is the lowest of several rounds.

${pictures.map((picture) => `![${picture.title}](${pictureFile(picture)})`).join('\n\n')}

## Many tenants

${tenants.tenants.toLocaleString('en')} tenants in the store. The first context token of a tenant takes ${tenants.coldQueries} query for the tenant, each later one ${tenants.warmQueries}. To admit one takes ${tenants.warmMedian.toFixed(0)} µs (median) and ${tenants.warmP99.toFixed(0)} µs (99th percentile), verification included.

## Starting and installing

${renderStartUp(startUp)}

Versions: ${packages.join(', ')}. ACE uses its own middleware \`checkValidToken()\` with context tokens; its default store, SQLite, is measured where its native driver could be built (\`npm install --no-save sqlite3\`). Besides, it is measured on a map in memory, which is faster than any store, and on Redis by an adapter of this folder, because its own does not work with the version of \`redis\` that it depends on.
`;
}

/** CPU time in process and over HTTP. */
export function renderTables({
  inProcess,
  http,
  plan,
}: Pick<Results, 'inProcess' | 'http' | 'plan'>): string {
  return `## In process

${plan.calls} calls in each round. _CPU_ is the process's CPU time for each call, in microseconds. \`no socket\` is a request through a framework, from its listener to the end of the response.

${table(
  ['subject', 'CPU µs', 'baseline ÷ this', 'baseline'],
  inProcess.map((row) => [row.name, range(row.cpuMicros), range(row.cpuRatio), row.baseline ?? '']),
)}

## HTTP

32 kept connections, 64 accounts, ${plan.requests} requests in each round, each target in a process of its own. A baseline is the same handler, setting the same response headers, without a guard; \`endpoints()\` is mounted in both. _CPU_ is the CPU time of the target's process for each request, in microseconds: other load on the machine hardly changes it.

${table(
  ['target', 'CPU µs', 'CPU: baseline ÷ this', 'throughput: this ÷ baseline', 'baseline'],
  http.map((row) => [
    row.name,
    range(row.cpuMicros),
    range(row.cpuRatio),
    range(row.rateRatio),
    row.baseline ?? '',
  ]),
)}`;
}

function renderStartUp({ importMs, firstRequestMs, installs }: StartUp): string {
  const times =
    importMs && firstRequestMs
      ? `Importing \`@authbeat/server\` with its SQLite store takes ${range(importMs)} ms, the first request ${range(firstRequestMs)} ms.\n\n`
      : '';
  const rows = installs.map(({ name, packages, megabytes, largest }) => [
    `\`${name}\``,
    String(packages),
    megabytes.toFixed(1),
    largest.map((part) => `${part.name} ${part.megabytes.toFixed(1)}`).join(', '),
  ]);
  return `${times}${table(['package', 'packages installed', 'MB', 'largest'], rows)}`;
}

function range(spread?: Spread): string {
  if (!spread) return '';
  const digits = spread.median < 100 ? 2 : 0;
  const [median, low, high] = [spread.median, spread.low, spread.high].map((value) => value.toFixed(digits));
  return `${median} (${low}–${high})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
