import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, totalmem } from 'node:os';

/** On what, and with which versions, something was measured. */
export interface Machine {
  readonly node: string;
  readonly cpu: string;
  readonly memoryGb: number;
  readonly versions: Readonly<Record<string, string>>;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    node: process.version,
    cpu: `${processors.length} × ${processors[0]?.model ?? 'unknown'}`,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    versions: readVersions(),
  };
}

/** When something was measured, and what else the machine did. */
export interface Run {
  readonly date: string;
  /** The load average of the last minute before, beside the number of cores. */
  readonly loadBefore: number;
  /** How long it took. */
  readonly minutes: number;
}

export function describeRun(): Omit<Run, 'minutes'> {
  return {
    date: new Date().toISOString().slice(0, 10),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

function readVersions(): Record<string, string> {
  const { devDependencies } = readJson(new URL('package.json', import.meta.url)) as {
    devDependencies: Record<string, string>;
  };
  const names = Object.keys(devDependencies).filter((name) => !name.startsWith('@authbeat/'));
  return Object.fromEntries(names.map((name) => [name, versionOf(name)]));
}

/** The version that is installed. Packages may not export their `package.json`, so it is looked up where Node would look. */
export function versionOf(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders) {
    try {
      return (readJson(`${folder}/${name}/package.json`) as { version: string }).version;
    } catch {
      // In another folder.
    }
  }
  return 'unknown';
}

function readJson(path: string | URL): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
