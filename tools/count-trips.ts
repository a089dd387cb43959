/**
 * Counts what each trip of docs/trips.md passes, by V8's coverage: the files of which the request runs at least one
 * function, and the lines that it runs. Loading a module does not count. Each trip is made once before, so that
 * caches are warm and the store is open.
 *
 *     npm run trips -- [--files] [--write] [checkout]
 *
 * It fails when a trip passes more files than docs/trips.md says. `--write` writes the counts there, `--files` lists the
 * files. For the checkout of another commit, with its packages installed, it only prints the counts.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ROOT, report } from './repository.ts';
import { startTrips } from './trips.ts';

interface Count {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly lines: number }[];
}

/** The table of counts in docs/trips.md. */
const TABLE = /\| trip +\| files \| lines \|\n(?:\|.*\n)+/;

const { values, positionals } = parseArgs({
  options: { files: { type: 'boolean' }, write: { type: 'boolean' } },
  allowPositionals: true,
});
const checkout = resolve(positionals[0] ?? ROOT);
const counts = await countTrips(checkout);
if (values.files) {
  for (const { name, files } of counts) {
    console.log(`${name}\n${files.map(({ path, lines }) => `  ${path} ${lines}`).join('\n')}`);
  }
}
console.log(formatTable(counts));
if (checkout === ROOT) compareWithDocs(counts);
// Connections of the scanner would keep the process alive for seconds.
process.exit();

async function countTrips(root: string): Promise<readonly Count[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const { trips, close } = await startTrips(root);
  const results: Count[] = [];
  for (const { name, prepare } of trips) {
    await (
      await prepare()
    )();
    const go = await prepare();
    await session.post('Profiler.takePreciseCoverage');
    await go();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    results.push({ name, files: filesOf(result, root) });
  }
  close();
  return results;
}

/** The files of which functions ran since the coverage was last taken. */
function filesOf(scripts: readonly Profiler.ScriptCoverage[], root: string): Count['files'] {
  const packages = pathToFileURL(join(root, 'packages/')).href;
  return scripts
    .filter(({ url }) => url.startsWith(packages))
    .map(({ url, functions }) => {
      const path = fileURLToPath(url);
      return { path: relative(root, path), lines: countLines(readFileSync(path, 'utf8'), functions) };
    })
    .filter(({ lines }) => lines > 0);
}

/** Counts the lines that ran. Types are erased in place, so that offsets are those of the source. */
function countLines(source: string, functions: readonly Profiler.FunctionCoverage[]): number {
  const ran = new Uint8Array(source.length);
  // Outer functions come first, and within a function outer blocks.
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges)
      ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  }
  const isCode = withoutComments(source);
  let [lines, start] = [0, 0];
  for (const line of source.split('\n')) {
    const end = start + line.length;
    if (ran.subarray(start, end).some((value, index) => value === 1 && isCode(start + index))) lines += 1;
    start = end + 1;
  }
  return lines;
}

function withoutComments(source: string): (offset: number) => boolean {
  const code = source.replaceAll(/\/\*.*?\*\/|(?<=^|\s)\/\/[^\n]*/gs, (comment) =>
    ' '.repeat(comment.length),
  );
  return (offset) => /[\w$]/.test(code.charAt(offset));
}

function formatTable(all: readonly Count[]): string {
  const rows = all.map(({ name, files }) => {
    const lines = files.reduce((sum, file) => sum + file.lines, 0);
    return `| ${name} | ${files.length} | ${lines} |`;
  });
  return ['| trip | files | lines |', '| --- | ---: | ---: |', ...rows].join('\n');
}

/** Fails where a trip passes more files than the docs say, or the docs name other trips. */
function compareWithDocs(all: readonly Count[]): void {
  const path = join(ROOT, 'docs/trips.md');
  const docs = readFileSync(path, 'utf8');
  if (values.write) writeFileSync(path, docs.replace(TABLE, `${formatTable(all)}\n`));
  const documented = new Map(
    [...docs.matchAll(/^\| (\S.*?) +\| +(\d+) \| +\d+ \|$/gm)].map(([, name = '', files]) => [
      name,
      Number(files),
    ]),
  );
  const problems = all
    .filter(({ name, files }) => files.length > (documented.get(name) ?? 0))
    .map(
      ({ name, files }) =>
        `${name}: ${files.length} files, ${documented.get(name) ?? 0} in docs/trips.md. Shorten it, or run: npm run trips -- --write`,
    );
  report(values.write ? [] : problems, 'No trip passes more files than docs/trips.md says.');
}
