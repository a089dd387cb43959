import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What npm puts into an app that depends on a package, without optional peers. */
export interface Install {
  readonly name: string;
  /** The package and all that it depends on. */
  readonly packages: number;
  readonly megabytes: number;
  /** The largest of them. */
  readonly largest: readonly { readonly name: string; readonly megabytes: number }[];
}

/** Adds up what is installed in this repository. Of its own packages, the published folders count. */
export function measureInstall(name: string): Install {
  const folders = new Map<string, string>();
  collect(name, new URL('..', import.meta.url).pathname, folders);
  const sizes = Array.from(folders.values(), (folder) => ({
    name: readManifest(folder).name,
    megabytes: sizeOf(folder) / 2 ** 20,
  }));
  const largest = sizes.toSorted((a, b) => b.megabytes - a.megabytes).slice(0, 3);
  return {
    name,
    packages: sizes.length,
    megabytes: sizes.reduce((sum, { megabytes }) => sum + megabytes, 0),
    largest,
  };
}

interface Manifest {
  readonly name: string;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

function collect(name: string, from: string, folders: Map<string, string>): void {
  const folder = findPackage(name, from);
  if (folder === undefined || folders.has(folder)) return;
  folders.set(folder, folder);
  for (const dependency of Object.keys(readManifest(folder).dependencies ?? {}))
    collect(dependency, folder, folders);
}

/** Where Node would look. Packages may not export their `package.json`. */
function findPackage(name: string, from: string): string | undefined {
  const candidates = createRequire(join(from, 'index.js')).resolve.paths(name) ?? [];
  for (const candidate of candidates) {
    try {
      const folder = realpathSync(join(candidate, name));
      statSync(join(folder, 'package.json'));
      return folder;
    } catch {
      // In another folder.
    }
  }
  return undefined;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function sizeOf(folder: string): number {
  const isOwn = !folder.includes('node_modules');
  const published = isOwn ? (readManifest(folder).files ?? []) : ['.'];
  return published
    .filter((path) => !path.startsWith('!'))
    .reduce((sum, path) => sum + bytesBelow(join(folder, path)), 0);
}

function bytesBelow(path: string): number {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return 0;
  if (!status.isDirectory()) return status.size;
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .reduce((sum, name) => sum + bytesBelow(join(path, name)), 0);
}
