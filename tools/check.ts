/**
 * `npm run check`: what must hold besides the tests. Every check runs, even after another has failed, so that one
 * run reports everything.
 */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { ROOT } from './repository.ts';

/** Before the others: some of them look at what the build has made. */
const BUILD = { build: 'npm run --silent build' };

// Those that take longest are first: they run side by side.
const CHECKS = {
  bench: 'node --conditions=authbeat-source bench/run.ts --short',
  packages: 'node tools/check-packages.ts',
  format: 'prettier --check --log-level warn .',
  site: 'node --conditions=authbeat-source site/build.ts',
  lint: 'oxlint --type-aware --deny-warnings',
  types: 'npm run --silent types',
  api: 'node site/api/write-reports.ts --check',
  snippets: 'node tools/check-snippets.ts',
  exports: 'knip --no-progress --no-config-hints',
  sbom: 'npm run --silent sbom',
  trips: 'node --conditions=authbeat-source tools/count-trips.ts',
  browsers: 'node tools/check-browsers.ts',
  bundle: 'node tools/check-bundle.ts',
  floors: 'node tools/check-floors.ts',
  sizes: 'node tools/check-sizes.ts',
  prose: 'node tools/check-prose.ts',
  links: 'node tools/check-links.ts',
  lockfile: 'node tools/check-lockfile.ts',
};

const PATH = [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter);

async function run(command: string): Promise<{ passed: boolean; output: string }> {
  const [program = '', ...options] = command.split(' ');
  const settings = { cwd: ROOT, env: { ...process.env, PATH }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(program, options, settings, (error, stdout, stderr) => {
      const failure = error && typeof error.code !== 'number' ? error.message : '';
      resolve({ passed: error === null, output: [stdout, stderr, failure].join('\n').trim() });
    });
  });
}

/** Runs checks, as many at once as there are processors. @returns the names of those that failed */
async function runAll(checks: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const waiting = Object.entries(checks);
  const failed: string[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, command] = next;
      const start = performance.now();
      const { passed, output } = await run(command);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${seconds.padStart(5)} s`);
      if (passed) continue;
      console.log(output.replace(/^/gm, '       '));
      failed.push(name);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return failed;
}

const failed = [...(await runAll(BUILD)), ...(await runAll(CHECKS))];
if (failed.length > 0) {
  console.log(`\nFailed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
