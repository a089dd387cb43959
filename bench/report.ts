import type { Openings } from '../e2e/harness/time-openings.ts';
import { renderClient } from './client/render.ts';
import { renderGoals } from './goals.ts';
import { renderGateway } from './gateway/render.ts';
import { range, table } from './markdown.ts';
import { PARTS, type Part, type Results } from './parts.ts';
import { pictureFile, WATERFALL_FILE, type Curve, type Picture } from './picture.ts';
import { renderStartUp } from './start-up/render.ts';
import { renderTenants } from './tenants.ts';

/** All parts that were measured, as Markdown. */
export function renderResults(results: Results, pictures: string): string {
  const { machine } = results;
  const versions = Object.entries(machine?.versions ?? {}).map(([name, version]) => `${name} ${version}`);
  const parts = PARTS.map((part) => renderPart(part, results, pictures)).filter((text) => text !== '');
  return `Measured by \`npm run bench\` on Node ${machine?.node}, ${machine?.cpu}, ${machine?.memoryGb} GB. Ratios are taken round by round against the baseline in the same round, so they compare from machine to machine; absolute figures do not. 1.00 is as fast as the baseline. Each figure is the median of the rounds, with the lowest and the highest in brackets.

### What is reached

${renderGoals(results)}

${parts.join('\n\n')}

Versions: ${versions.join(', ')}.
`;
}

/** @param pictures where the pictures are, as seen from the text */
export function renderPart(part: Part, results: Results, pictures = 'pictures'): string {
  const run = results.runs?.[part];
  const text = RENDERERS[part](results, pictures);
  if (!run || text === '') return '';
  return `### ${TITLES[part]}\n\n${text}\n\n_${run.date}, ${run.minutes} minutes, load average ${run.loadBefore} before._`;
}

const TITLES: Readonly<Record<Part, string>> = {
  'in-process': 'In process',
  http: 'HTTP',
  curves: 'As work grows',
  memory: 'Memory',
  tenants: 'Many tenants',
  'start-up': 'Starting and installing',
  healing: 'Healing an expired panel',
  client: 'The client',
  gateway: 'Behind the gateway',
};

const RENDERERS: Readonly<Record<Part, (results: Results, pictures: string) => string>> = {
  'in-process': ({
    'in-process': rows = [],
  }) => `_CPU_ is the process's CPU time for each call, in microseconds. \`no socket\` is a request through a framework, from its listener to the end of the response.

${table(
  ['subject', 'CPU µs', 'baseline ÷ this', 'baseline'],
  rows.map((row) => [row.name, range(row.cpuMicros), range(row.cpuRatio), row.baseline ?? '']),
)}`,
  http: ({
    http = [],
  }) => `32 kept connections, 64 accounts, each target in a process of its own. A baseline is the same handler, setting the same response headers, without a guard; \`endpoints()\` is mounted in both. _CPU_ is the CPU time of the target's process for each request, in microseconds: other load on the machine hardly changes it. The baseline of ACE (atlassian-connect-express) is Authbeat on the same Express, so that 0.20 is a fifth as fast. ACE uses its own middleware \`checkValidToken()\` with context tokens; its default store, SQLite, is measured where its native driver could be built (\`npm install --no-save sqlite3\`). It is also measured on a map in memory, which is faster than any store, and on Redis by an adapter of this folder, because its own does not work with the version of \`redis\` that it depends on.

${table(
  ['target', 'CPU µs', 'CPU: baseline ÷ this', 'throughput: this ÷ baseline', 'baseline'],
  http.map((row) => [
    row.name,
    range(row.cpuMicros),
    range(row.cpuRatio),
    range(row.rateRatio),
    row.baseline ?? '',
  ]),
)}`,
  curves: ({ curves = [] }, pictures) =>
    `Each point is the lowest of several rounds.\n\n${curves.map((picture) => renderPicture(picture, pictures)).join('\n\n')}`,
  memory: ({ memory }, pictures) => (memory ? renderMemory(memory, pictures) : ''),
  tenants: ({ tenants }) => (tenants ? renderTenants(tenants) : ''),
  'start-up': ({ 'start-up': startUp }) => (startUp ? renderStartUp(startUp) : ''),
  healing: ({ healing = [] }, pictures) => (healing.length === 0 ? '' : renderHealing(healing, pictures)),
  client: ({ client }) => (client ? renderClient(client) : ''),
  gateway: ({ gateway = [] }) => renderGateway(gateway),
};

/** A picture, and its points as a table. */
function renderPicture(picture: Picture, pictures: string): string {
  const { title, xLabel, yLabel, curves } = picture;
  const steps = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))];
  const at = (step: number) => (curve: Curve) => curve.points.find(({ x }) => x === step)?.y.toFixed(1) ?? '';
  const rows = steps.map((step) => [step.toLocaleString('en')].concat(curves.map(at(step))));
  const head = [xLabel, ...curves.map(({ name }) => `${name}, ${yLabel}`)];
  return `![${title}](${pictures}/${pictureFile(picture)})\n\n${table(head, rows)}`;
}

function renderMemory(memory: Picture, pictures: string): string {
  const lines = memory.curves.flatMap(({ name, points }) => {
    const [middle, last] = [points[Math.floor(points.length / 2)], points.at(-1)];
    if (!middle || !last) return [];
    return `After ${last.x.toLocaleString('en')} sessions: ${last.y.toFixed(0)} MB of ${name}, after ${middle.x.toLocaleString('en')} it was ${middle.y.toFixed(0)} MB.`;
  });
  return `${lines.join(' ')}\n\n${renderPicture(memory, pictures)}`;
}

function renderHealing(healing: readonly Openings[], pictures: string): string {
  const rows = healing.map(({ latencyMs, fresh, expired }) => [
    String(latencyMs),
    ...[fresh, expired].flatMap(({ contentMs, requests }) => [
      contentMs.toFixed(0),
      String(requests.filter(({ to }) => to === 'app').length),
      String(requests.filter(({ to }) => to === 'host').length),
    ]),
  ]);
  const columns = ['ms', 'requests to the app', 'to the host'];
  const head = ['fresh', 'expired'].flatMap((kind) => columns.map((column) => `${kind}: ${column}`));
  return `From the click to the content, in Chromium, which has seen the app before. The latency is what the browser waits for each response at least. Each row is the quickest of three rounds.

${table(['latency, ms', ...head], rows)}

![Requests of fresh and expired panels, from click to content](${pictures}/${WATERFALL_FILE})`;
}
