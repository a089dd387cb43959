import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packBuilt } from '../../e2e/first-hour/packages.ts';
import { ROOT } from '../../tools/repository.ts';
import { receive } from '../child.ts';
import { versionOf } from '../machine.ts';
import { spreadOf, type Spread } from '../statistics.ts';
import { measureDevelop } from './develop.ts';
import { measureInstall, type Install } from './install.ts';

/** Times are in milliseconds. */
export interface StartUp {
  readonly importMs: Spread;
  readonly firstRequestMs: Spread;
  /** From the start of `authbeat dev` with the example until it says that it is ready. */
  readonly developMs: Spread;
  readonly installs: readonly Install[];
}

const CLI = 'authbeat';
const PACKAGES = ['@authbeat/server', '@authbeat/client', CLI];
const ACE = 'atlassian-connect-express';

/** Of the packages as npm would publish them. Installs nothing but the command when there is one round. */
export async function measureStartUp(rounds: number): Promise<StartUp> {
  if (!existsSync(new URL('../../packages/server/dist/index.js', import.meta.url)))
    throw new Error('The packages are not built. Run "npm run build" first.');
  const folder = mkdtempSync(join(tmpdir(), 'authbeat-bench-'));
  try {
    const tarballs = await packBuilt(folder);
    const install = async (name: string, from: readonly string[]): Promise<Install> =>
      measureInstall(name, from, join(folder, 'apps', name), Math.min(rounds, 3));
    const installs = [];
    for (const name of rounds > 1 ? PACKAGES : [CLI])
      installs.push(await install(name, tarballsOf(name, tarballs)));
    if (rounds > 1) installs.push(await install(ACE, [`${ACE}@${versionOf(ACE)}`]));
    const developMs = await measureDevelop(join(folder, 'apps', CLI), Math.min(rounds, 5));
    const times = [];
    for (let round = 0; round < rounds; round += 1) times.push(await startOnce());
    return {
      importMs: spreadOf(times.map(({ importMs }) => importMs)),
      firstRequestMs: spreadOf(times.map(({ firstRequestMs }) => firstRequestMs)),
      developMs,
      installs,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The tarballs of a package and of the packages of this repository that it depends on. */
function tarballsOf(name: string, tarballs: ReadonlyMap<string, string>): readonly string[] {
  const needed = new Set<string>();
  const add = (each: string): void => {
    if (needed.has(each) || !tarballs.has(each)) return;
    needed.add(each);
    const manifest = readFileSync(join(ROOT, 'node_modules', each, 'package.json'), 'utf8');
    const { dependencies = {} } = JSON.parse(manifest) as { dependencies?: object };
    Object.keys(dependencies).forEach(add);
  };
  add(name);
  return [...needed].flatMap((each) => tarballs.get(each) ?? []);
}

interface Times {
  readonly importMs: number;
  readonly firstRequestMs: number;
}

async function startOnce(): Promise<Times> {
  // Without the condition that picks the sources.
  const child = fork(new URL('first-request.ts', import.meta.url), { execArgv: [] });
  const times = await receive<Times>(child);
  child.disconnect();
  return times;
}
