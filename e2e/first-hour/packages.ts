import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listFiles, ROOT } from '../../tools/repository.ts';

const execute = promisify(execFile);

/** The tarballs of the packages as npm would publish them, by name. Builds what they are made of. */
export async function packPackages(folder: string): Promise<ReadonlyMap<string, string>> {
  await execute('npm', ['run', '--silent', 'build'], { cwd: ROOT });
  return packBuilt(folder);
}

/** The same of packages that are built already. */
export async function packBuilt(folder: string): Promise<ReadonlyMap<string, string>> {
  const manifests = await Promise.all(
    listFiles('packages/*/package.json').map(async (path) => readFile(join(ROOT, path), 'utf8')),
  );
  const names = manifests.map((text) => (JSON.parse(text) as { name: string }).name);
  const workspaces = names.flatMap((name) => ['--workspace', name]);
  const options = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...workspaces];
  const { stdout } = await execute('npm', options, { cwd: ROOT });
  const tarballs = JSON.parse(stdout) as readonly { readonly name: string; readonly filename: string }[];
  return new Map(tarballs.map(({ name, filename }) => [name, join(folder, filename)]));
}
