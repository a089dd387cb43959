/**
 * `npm run bench -- [part…]`: Authbeat beside its peers and beside handlers without a guard, in alternating rounds. Each
 * part writes its results to bench/results.json when it is done, and all results so far to bench/RESULTS.md, so parts can
 * be run one by one. Without a part, all are run. A part that fails does not stop the others.
 *
 * `--short` measures hardly anything and writes nothing: it shows that everything still runs. `--only <text>` measures
 * the subjects with this text in their names and their baselines, and writes nothing. `--sessions <count>` says with how
 * many sessions the memory is measured. `--docs` measures nothing: it writes the figures to docs/performance.md.
 */
import { parseArgs } from 'node:util';
import { measureClient } from './client/measure.ts';
import { measureConnections } from './curves/connections.ts';
import { measureGrowth } from './curves/growth.ts';
import { measureNodes } from './curves/nodes.ts';
import { measureGateway } from './gateway/measure.ts';
import { renderGoals } from './goals.ts';
import { measureHealing } from './healing/measure.ts';
import { measureHttp } from './http/compare.ts';
import { measureInProcess } from './in-process/compare.ts';
import { describeMachine, describeRun } from './machine.ts';
import { measureMemory } from './memory/measure.ts';
import { PARTS, type Part, type Results } from './parts.ts';
import { renderPart } from './report.ts';
import { readResults, writeDocs, writeResults } from './results.ts';
import { measureStartUp } from './start-up/measure.ts';
import { measureTenants } from './tenants.ts';

const { values, positionals } = parseArgs({
  options: {
    short: { type: 'boolean' },
    only: { type: 'string' },
    sessions: { type: 'string' },
    docs: { type: 'boolean' },
  },
  allowPositionals: true,
});
const isShort = values.short === true;
const plan = isShort
  ? {
      rounds: 1,
      calls: 100,
      requests: 100,
      warmUp: 0,
      sessions: 100,
      tenants: 100,
      latencies: [],
      pageCalls: 20,
      watched: 30,
    }
  : {
      rounds: 9,
      calls: 4000,
      requests: 3000,
      warmUp: 10_000,
      sessions: 1_000_000,
      tenants: 100_000,
      latencies: [0, 50, 200],
      pageCalls: 500,
      watched: 3600,
    };
const comparison = { ...plan, only: values.only ?? '' };
const curves = { calls: plan.requests, isShort };

const MEASUREMENTS: { readonly [Name in Part]: () => Promise<Results[Name]> } = {
  'in-process': async () => measureInProcess(comparison),
  http: async () => measureHttp(comparison),
  curves: async () => [
    ...(await measureGrowth(curves)),
    await measureConnections(curves),
    await measureNodes(curves),
  ],
  memory: async () => measureMemory(Number(values.sessions ?? plan.sessions)),
  tenants: async () => measureTenants(plan.tenants),
  'start-up': async () => measureStartUp(plan.rounds),
  healing: async () => measureHealing(plan.latencies, 3),
  client: async () => measureClient(plan),
  gateway: async () => measureGateway(comparison),
};

function chooseParts(): readonly Part[] {
  const unknown = positionals.filter((name) => !PARTS.some((part) => part === name));
  if (unknown.length > 0)
    throw new Error(`There is no part "${unknown.join('", "')}". The parts are: ${PARTS.join(', ')}.`);
  if (positionals.length > 0) return PARTS.filter((part) => positionals.includes(part));
  return values.only === undefined ? PARTS : ['in-process', 'http'];
}

/** @returns the results so far, with those of the part */
async function runPart<Name extends Part>(part: Name, before: Results): Promise<Results> {
  const [start, run] = [performance.now(), describeRun()];
  const measured = await MEASUREMENTS[part]();
  const minutes = Math.round((performance.now() - start) / 6000) / 10;
  const runs = { ...before.runs, [part]: { ...run, minutes } };
  const results: Results = { ...before, machine: describeMachine(), [part]: measured, runs };
  console.log(`${renderPart(part, results)}\n`);
  if (!isShort && values.only === undefined) await writeResults(results);
  return results;
}

if (values.docs === true) {
  await writeDocs(readResults());
} else {
  let results = isShort ? {} : readResults();
  for (const part of chooseParts()) {
    try {
      results = await runPart(part, results);
    } catch (error) {
      console.error(`The part "${part}" has failed:`, error);
      process.exitCode = 1;
    }
  }
  console.log(renderGoals(results));
}
process.exit();
