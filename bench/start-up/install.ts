import { execFile } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { spreadOf, type Spread } from '../statistics.ts';

const execute = promisify(execFile);

/** What `npm install` puts into an app that depends on a package, and how long it takes with a warm cache. */
export interface Install {
  readonly name: string;
  /** The package and all that it depends on. */
  readonly packages: number;
  readonly megabytes: number;
  readonly seconds: Spread;
  /** The largest of them. */
  readonly largest: readonly { readonly name: string; readonly megabytes: number }[];
}

/**
 * Installs a package into an empty folder, several times. What the last time has installed is left there.
 *
 * @param name names the results
 * @param from what npm is told to install: names with versions, or tarballs
 */
export async function measureInstall(
  name: string,
  from: readonly string[],
  folder: string,
  rounds: number,
): Promise<Install> {
  // Fills npm's cache.
  if (rounds > 1) await installInto(folder, from);
  const seconds = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await installInto(folder, from);
    seconds.push((performance.now() - start) / 1000);
  }
  const sizes = listPackages(folder).map((path) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    megabytes: bytesBelow(join(folder, path)) / 2 ** 20,
  }));
  return {
    name,
    packages: sizes.length,
    megabytes: sizes.reduce((sum, { megabytes }) => sum + megabytes, 0),
    seconds: spreadOf(seconds),
    largest: sizes.toSorted((a, b) => b.megabytes - a.megabytes).slice(0, 3),
  };
}

async function installInto(folder: string, from: readonly string[]): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier', '--omit=peer'];
  await execute('npm', ['install', ...options, ...from], { cwd: folder });
}

/** The folders of all installed packages, as npm lists them. */
function listPackages(folder: string): readonly string[] {
  const lockfile = readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8');
  return Object.keys((JSON.parse(lockfile) as { packages: object }).packages);
}

/** The size of a package's own files, without those of the packages in it. */
function bytesBelow(path: string): number {
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .map((name) => join(path, name))
    .filter((entry) => !lstatSync(entry).isSymbolicLink())
    .map((entry) => (statSync(entry).isDirectory() ? bytesBelow(entry) : statSync(entry).size))
    .reduce((sum, bytes) => sum + bytes, 0);
}
