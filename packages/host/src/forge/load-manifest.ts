import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isRecord } from '@authbeat/core';
import { parseDocument } from 'yaml';
import { ManifestError } from '../errors.ts';
import type { ForgeManifest } from './manifest.ts';
import { parseManifest } from './parse-manifest.ts';

/** Values for `${NAME}` in a manifest. */
export type ManifestVariables = Readonly<Record<string, string | undefined>>;

/** The path of `manifest.yml`, or what it says. */
export type ForgeManifestSource = string | Readonly<Record<string, unknown>>;

/** How a manifest is read. */
export interface ManifestOptions {
  /** Values for `${NAME}` in it. None by default. */
  readonly variables?: ManifestVariables;
  /** The folder that paths of resources are relative to. Defaults to that of the file, else to the current one. */
  readonly directory?: string;
}

/** Reads a manifest. @throws {ManifestError} with every mistake */
export async function readManifest(
  source: ForgeManifestSource,
  { variables = {}, directory }: ManifestOptions,
): Promise<ForgeManifest> {
  const content = typeof source === 'string' ? await readYaml(source) : source;
  const folder = directory ?? (typeof source === 'string' ? dirname(resolve(source)) : process.cwd());
  return parseManifest(fillVariables(content, variables), folder);
}

async function readYaml(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ManifestError([`the file ${path} cannot be read`], { cause });
  });
  const document = parseDocument(text);
  if (document.errors.length > 0)
    throw new ManifestError(document.errors.map(({ message }) => message.split('\n')[0] ?? message));
  return document.toJS() as unknown;
}

/** @throws {ManifestError} with the names of all variables that have no value */
function fillVariables(manifest: unknown, variables: ManifestVariables): unknown {
  const missing = new Set<string>();
  const values = { ...defaultsOf(manifest), ...variables };
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
        const { [name]: found } = values;
        if (found === undefined) missing.add(name);
        return found ?? '';
      });
    if (Array.isArray(value)) return value.map(fill);
    return isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each)]))
      : value;
  };
  const filled = fill(manifest);
  if (missing.size > 0)
    throw new ManifestError([...missing].map((name) => `\${${name}} has no value in the environment`));
  return filled;
}

function defaultsOf(manifest: unknown): Record<string, string> {
  const environment = isRecord(manifest) && isRecord(manifest['environment']) ? manifest['environment'] : {};
  return Object.fromEntries(
    [environment['variables']].flat().flatMap((variable): [string, string][] => {
      if (!isRecord(variable)) return [];
      const { key, default: value } = variable;
      return typeof key === 'string' && typeof value === 'string' ? [[key, value]] : [];
    }),
  );
}
