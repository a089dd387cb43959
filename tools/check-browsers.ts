/**
 * The oldest browsers in docs/browsers.md are those that MDN's compatibility data gives for the features which
 * browsers.json names, and no syntax in the bundles is newer than they are.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import data, { type Identifier } from '@mdn/browser-compat-data' with { type: 'json' };
import { build } from 'esbuild';
import { listFiles, report, ROOT } from './repository.ts';

const BROWSERS = ['chrome', 'edge', 'firefox', 'safari'] as const;
type Versions = Readonly<Record<(typeof BROWSERS)[number], number>>;

interface Part {
  /** Where its features are used. */
  readonly sources: readonly string[];
  /** What an app imports, where that is a bundle. */
  readonly code?: string;
  /** Older versions have the features, with bugs that matter: those that esbuild's own table knows. */
  readonly atLeast?: Partial<Versions>;
  /** From the name of a feature in MDN's data to what it looks like in a source. */
  readonly features: Readonly<Record<string, string>>;
}

/** Features that a browser has without a flag, from which version on. */
function versionOf(feature: string, browser: (typeof BROWSERS)[number]): number {
  let place: Identifier | undefined = data as unknown as Identifier;
  for (const name of feature.split('.')) place = place?.[name];
  // The data's own name.
  // oxlint-disable-next-line no-underscore-dangle
  const support = place?.__compat?.support[browser];
  const statement = [support]
    .flat()
    .find((each) => each && each.flags === undefined && each.version_removed === undefined);
  const { version_added: version } = statement ?? {};
  if (typeof version !== 'string' || version === 'preview') throw new Error(`${browser} lacks ${feature}.`);
  return Number(version.replace('≤', ''));
}

function oldestOf({ features, atLeast }: Part): Versions {
  const oldest = (browser: (typeof BROWSERS)[number]): number =>
    Math.max(atLeast?.[browser] ?? 0, ...Object.keys(features).map((feature) => versionOf(feature, browser)));
  return {
    chrome: oldest('chrome'),
    edge: oldest('edge'),
    firefox: oldest('firefox'),
    safari: oldest('safari'),
  };
}

async function bundleFor(code: string, target: string[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: join(ROOT, 'packages/client') },
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['authbeat-source', 'production'],
    tsconfigRaw: {},
    target,
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('');
}

async function findProblems(name: string, part: Part, documented: string): Promise<string[]> {
  const problems: string[] = [];
  const source = listFiles(...part.sources.map((pattern) => `:(glob)${pattern}`))
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n');
  for (const [feature, text] of Object.entries(part.features))
    if (!source.includes(text))
      problems.push(`${name} no longer uses ${feature}: "${text}" is in no source.`);
  const oldest = oldestOf(part);
  const row = `| ${[name, ...BROWSERS.map((browser) => oldest[browser])].join(' | ')} |`;
  if (!documented.includes(row)) problems.push(`docs/browsers.md should have the row: ${row}`);
  if (part.code !== undefined) {
    const targets = BROWSERS.map((browser) => `${browser}${oldest[browser]}`);
    // What esbuild cannot lower is an error.
    const lowered = await bundleFor(part.code, targets).catch(() => undefined);
    if (lowered !== (await bundleFor(part.code, ['esnext'])))
      problems.push(`${name} has syntax that is newer than ${targets.join(', ')}.`);
  }
  return problems;
}

const parts = JSON.parse(readFileSync(join(ROOT, 'tools/browsers.json'), 'utf8')) as Record<string, Part>;
// Tables are aligned with spaces.
const documented = readFileSync(join(ROOT, 'docs/browsers.md'), 'utf8').replaceAll(/ +/g, ' ');
const problems: string[] = [];
for (const [name, part] of Object.entries(parts))
  problems.push(...(await findProblems(name, part, documented)));
report(problems, `The oldest browsers of ${Object.keys(parts).length} parts are as documented.`);
