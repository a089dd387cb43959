import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '@authbeat/core';
import { CommandError } from '../command-error.ts';

export const FRAMEWORKS = ['next', 'fastify', 'hono', 'express'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

/** A file of the app, as it is now. */
export interface SourceFile {
  /** Relative to the folder of the app, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** An app that Authbeat is added to. */
export interface App {
  readonly folder: string;
  readonly framework: Framework;
  readonly manifest: SourceFile & { readonly value: Readonly<Record<string, unknown>> };
  readonly isTypeScript: boolean;
  /** The descriptor, where it is a file. */
  readonly descriptor: (SourceFile & { readonly value: Readonly<Record<string, unknown>> }) | undefined;
  /** Reads a file of the app. */
  readonly read: (path: string) => SourceFile | undefined;
}

const DESCRIPTORS = ['', 'public/', 'static/', 'src/'].map((folder) => `${folder}atlassian-connect.json`);

/**
 * Looks at the app in a folder.
 *
 * @throws {CommandError} when there is none that Authbeat can be added to
 */
export function readApp(folder: string): App {
  const read = (path: string): SourceFile | undefined => {
    const file = join(folder, path);
    return existsSync(file) ? { path, text: readFileSync(file, 'utf8') } : undefined;
  };
  const manifest = readJson(read('package.json'));
  if (!manifest) throw new CommandError(`${folder} has no package.json. Give the folder of the app.`);
  const framework = FRAMEWORKS.find((name) => hasDependency(manifest.value, name));
  if (framework === undefined)
    throw new CommandError(
      `The package.json depends on none of ${FRAMEWORKS.join(', ')}. For other frameworks see https://authbeat.dev/adapters/write-your-own/.`,
    );
  return {
    folder,
    framework,
    manifest,
    isTypeScript: existsSync(join(folder, 'tsconfig.json')),
    descriptor: DESCRIPTORS.map((path) => readJson(read(path))).find((file) => file !== undefined),
    read,
  };
}

/** Does a manifest name a package, in whichever list? */
export function hasDependency(manifest: Readonly<Record<string, unknown>>, name: string): boolean {
  return ['dependencies', 'devDependencies', 'peerDependencies'].some((list) => {
    const names = manifest[list];
    return isRecord(names) && Object.hasOwn(names, name);
  });
}

function readJson(file: SourceFile | undefined) {
  if (!file) return undefined;
  try {
    const value: unknown = JSON.parse(file.text);
    if (isRecord(value)) return { ...file, value };
  } catch {
    // As below.
  }
  throw new CommandError(`${file.path} is not a JSON object. Correct it first.`);
}
