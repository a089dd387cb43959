import { describeApp } from './gateway/measure.ts';
import { table } from './markdown.ts';
import type { Part, Results, Row } from './parts.ts';
import type { Spread } from './statistics.ts';

/** What is aimed at, and what was measured. */
interface Goal {
  readonly name: string;
  readonly target: string;
  /** The figure that decides; absent where its part was not measured. */
  readonly figure: number | undefined;
  readonly digits?: number;
  readonly isReached: (figure: number) => boolean;
}

/** Says for each goal whether the figures reach it, as Markdown. */
export function renderGoals(results: Results): string {
  const rows = GOALS.flatMap((of) => of(results)).map(({ name, target, figure, digits = 2, isReached }) => [
    name,
    target,
    figure === undefined ? 'not measured' : figure.toFixed(digits),
    figure === undefined ? '' : isReached(figure) ? 'yes' : '**no**',
  ]);
  return table(['goal', 'target', 'measured', 'reached'], rows);
}

const GOALS: readonly ((results: Results) => readonly Goal[])[] = [
  guardedRequests,
  aceBeside,
  coldVerification,
  memory,
  tenants,
  healing,
  client,
  installs,
  growth,
  refusals,
  gateway,
];

function guardedRequests(results: Results): readonly Goal[] {
  const frameworks = [
    ['Express 4', 0.95],
    ['Express 5', 0.95],
    ['Fastify', 0.9],
    ['Hono', 0.9],
    ['node:http', 0.9],
  ] as const;
  const micros = (name: string): number | undefined => find(results, 'in-process', name)?.cpuMicros.median;
  return [
    ...frameworks.map(([name, ratio]) =>
      atLeast(
        `CPU of ${name} ÷ with \`api()\``,
        ratio,
        find(results, 'http', `${name} + Authbeat api()`)?.cpuRatio?.median,
      ),
    ),
    atMost('`api()` in process, token seen before, µs', 2, micros('api(), token seen before')),
    atMost('`endpoints`, request of the app, µs', 0.3, micros('endpoints, request of the app')),
  ];
}

/** The baseline of ACE is Authbeat, so its ratios are turned around. */
function aceBeside(results: Results): readonly Goal[] {
  const stores = [
    ['SQLite', 5],
    ['Redis', 2],
  ] as const;
  return stores.flatMap(([store, times]) => {
    const ace = find(results, 'http', `ACE, tenants in ${store}`);
    const turned = (ratio?: Spread): number | undefined => ratio && 1 / ratio.median;
    return [
      atLeast(`CPU of ACE on ${store} ÷ Express 4 + \`api()\``, times, turned(ace?.cpuRatio)),
      atLeast(`Throughput of Express 4 + \`api()\` ÷ ACE on ${store}`, times, turned(ace?.rateRatio)),
    ];
  });
}

function coldVerification(results: Results): readonly Goal[] {
  const rows = [
    ['api(), next token of a session seen before', 0.85, 'createHmac + JSON.parse'],
    ['api(), first token of a session', 0.85, 'createHmac + JSON.parse'],
    ['page(), 12 parameters, account seen before', 2, 'atlassian-jwt'],
    ['page(), 12 parameters, new account', 2, 'atlassian-jwt'],
  ] as const;
  return rows.map(([name, ratio, baseline]) =>
    atLeast(`CPU of ${baseline} ÷ ${name}`, ratio, find(results, 'in-process', name)?.cpuRatio?.median),
  );
}

function memory({ memory: picture }: Results): readonly Goal[] {
  return (picture?.curves ?? [undefined]).map((curve) => {
    const [middle, last] = [curve?.points[Math.floor(curve.points.length / 2)], curve?.points.at(-1)];
    const sessions = last ? last.x.toLocaleString('en') : 'a million';
    return atMost(
      `${curve?.name ?? 'memory'} after ${sessions} sessions ÷ after half of them`,
      1.1,
      middle && last && last.y / middle.y,
    );
  });
}

function tenants({ tenants: cost }: Results): readonly Goal[] {
  return [
    below('To find a tenant in memory, 99th percentile, µs', 50, cost?.lookUp.p99.median),
    atMost('Queries for a tenant that is not in memory', 1, cost?.coldQueries, 0),
  ];
}

function healing({ healing: openings = [], client: cost }: Results): readonly Goal[] {
  const added = (to: 'app' | 'host'): number | undefined =>
    openings.length === 0
      ? undefined
      : Math.max(
          ...openings.map(
            ({ fresh, expired }) =>
              expired.requests.filter((request) => request.to === to).length -
              fresh.requests.filter((request) => request.to === to).length,
          ),
        );
  const recovery = cost?.sizes.find(({ name }) => name.startsWith('recovery document'));
  return [
    atMost('Requests to the app that an expired panel adds', 2, added('app'), 0),
    atMost('Requests to the host that an expired panel adds', 1, added('host'), 0),
    atMost('Recovery document and script, bytes', 3000, recovery?.bytes, 0),
  ];
}

function client({ client: cost }: Results): readonly Goal[] {
  const core = cost?.sizes.find(({ name }) => name === '@authbeat/client');
  const [own, recipe] = [cost?.frames.at(1), cost?.frames.at(-1)].map((each) => each?.renewalsPerFrameHour);
  return [
    atMost('`@authbeat/client`, bytes', 3200, core?.bytes, 0),
    below(
      'Renewals per frame-hour, six frames, beside those of a heartbeat every 30 s',
      recipe ?? 120,
      own,
      1,
    ),
  ];
}

function installs({ 'start-up': startUp }: Results): readonly Goal[] {
  const find = (name: string) => startUp?.installs.find((each) => each.name === name);
  return [
    below('Packages of `@authbeat/server`', 10, find('@authbeat/server')?.packages, 0),
    below('MB of `authbeat`', 53, find('authbeat')?.megabytes, 1),
  ];
}

/** A cliff is a step that costs more than twice as much as the step before it. */
function growth({ curves = [] }: Results): readonly Goal[] {
  return curves.flatMap(({ title, curves: drawn }) =>
    drawn.map(({ name, points }) => {
      const steps = points.slice(1).map(({ y }, index) => y / (points[index]?.y ?? Number.NaN));
      return atMost(`${title}: the steepest step (${name})`, 2, Math.max(...steps));
    }),
  );
}

/** What an attacker makes the server do, beside what a new session does. */
function refusals(results: Results): readonly Goal[] {
  const admitted = find(results, 'in-process', 'api(), first token of a session')?.cpuMicros.median;
  return ['api(), refused: no token', 'api(), refused: wrong signature'].map((name) => {
    const refused = find(results, 'in-process', name)?.cpuMicros.median;
    return atMost(`CPU of ${name} ÷ first token of a session`, 1, admitted && refused && refused / admitted);
  });
}

/** At most 15 % of CPU beyond the proxy engine alone. */
function gateway({ gateway: costs = [] }: Results): readonly Goal[] {
  return costs.map(({ requests, app, cpuRatio }) =>
    atLeast(`CPU of the proxy engine ÷ gateway, ${requests}, ${describeApp(app)}`, 0.87, cpuRatio.median),
  );
}

function find(results: Results, part: Part & ('in-process' | 'http'), name: string): Row | undefined {
  return results[part]?.find((row) => row.name === name);
}

function atLeast(name: string, limit: number, figure: number | undefined): Goal {
  return { name, target: `≥ ${limit}`, figure, isReached: (measured) => measured >= limit };
}

function atMost(name: string, limit: number, figure: number | undefined, digits = 2): Goal {
  return { name, target: `≤ ${limit}`, figure, digits, isReached: (measured) => measured <= limit };
}

function below(name: string, limit: number, figure: number | undefined, digits = 2): Goal {
  return { name, target: `< ${limit}`, figure, digits, isReached: (measured) => measured < limit };
}
