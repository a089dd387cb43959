/** `npm run test:browsers`: the scenarios in every full browser that this machine has. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ENGINES, findEngine } from '../e2e/engines/find.ts';

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

const found = ENGINES.filter((engine) => findEngine(engine) !== undefined);
for (const engine of ENGINES) console.log(`${engine.padEnd(9)} ${findEngine(engine) ?? 'missing'}`);
if (found.length < ENGINES.length)
  console.log('On Debian, tools/install-browsers.sh installs what is missing.');
if (found.length > 0) {
  const files = found.map((engine) => `e2e/browsers/${engine}.long.test.ts`);
  const options = ['run', '--project', 'long-browser', ...files, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, [...process.execArgv, VITEST, ...options], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} else process.exitCode = 1;
