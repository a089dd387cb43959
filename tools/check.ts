/**
 * `npm run check`: what must hold besides the tests. Every check runs, even after another has failed, so that one
 * run reports everything.
 */
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { ROOT } from './repository.ts';

// In this order: packages, bundle and sizes look at what the build has made.
const CHECKS = {
  types: 'npm run --silent types',
  lint: 'oxlint --type-aware --deny-warnings',
  floors: 'node tools/check-floors.ts',
  format: 'prettier --check --log-level warn .',
  build: 'npm run --silent build',
  exports: 'knip --no-progress --no-config-hints',
  api: 'node site/api/write-reports.ts --check',
  sbom: 'npm run --silent sbom',
  site: 'node --conditions=authbeat-source site/build.ts',
  packages: 'node tools/check-packages.ts',
  bundle: 'node tools/check-bundle.ts',
  snippets: 'node tools/check-snippets.ts',
  sizes: 'node tools/check-sizes.ts',
  trips: 'node --conditions=authbeat-source tools/count-trips.ts',
  prose: 'node tools/check-prose.ts',
  browsers: 'node tools/check-browsers.ts',
  links: 'node tools/check-links.ts',
  lockfile: 'node tools/check-lockfile.ts',
  bench: 'node --conditions=authbeat-source bench/run.ts --short',
};

const PATH = [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter);

function run(command: string): { passed: boolean; output: string } {
  const [program = '', ...options] = command.split(' ');
  const { status, stdout, stderr, error } = spawnSync(program, options, {
    cwd: ROOT,
    env: { ...process.env, PATH },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { passed: status === 0, output: [stdout, stderr, error?.message].join('\n').trim() };
}

const failed = Object.entries(CHECKS).filter(([name, command]) => {
  const start = performance.now();
  const { passed, output } = run(command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${seconds.padStart(5)} s`);
  if (!passed) console.log(output.replace(/^/gm, '       '));
  return !passed;
});

if (failed.length > 0) {
  console.log(`\nFailed: ${failed.map(([name]) => name).join(', ')}`);
  process.exitCode = 1;
}
