/**
 * What breaks `npm ci` for everybody but its author: the address of somebody's registry, and a lockfile that lacks
 * the builds for other platforms, which npm leaves out without a word where its registry does not have them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, report, ROOT } from './repository.ts';

const ADDRESSES = {
  'package-lock.json': /"resolved": "(?:https?|git\+?\w*):/,
  '.npmrc': /registry\s*=|_auth/i,
};

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Record<string, string> }>>;
}

function findAddresses(): string[] {
  return Object.entries(ADDRESSES).flatMap(([name, address]) =>
    listFiles(name, `**/${name}`).flatMap((path) =>
      readFileSync(join(ROOT, path), 'utf8')
        .split('\n')
        .flatMap((line, index) => (address.test(line) ? [`${path}:${index + 1}: a registry's address`] : [])),
    ),
  );
}

function findGaps(): string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lockfile;
  const locked = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !locked.has(name))
      .map((name) => `package-lock.json: ${path} has the optional ${name}, which is missing`),
  );
}

report([...findAddresses(), ...findGaps()], 'The lockfile is complete and names no registry.');
