import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isRecord } from '@authbeat/core';
import { CommandError } from '../command-error.ts';
import { DEVELOP_DEFAULTS, type DevelopSettings } from './options.ts';

export const DEFAULT_CONFIG = 'authbeat.dev.json';

type Kind = 'text' | 'directory' | 'list' | 'product' | 'port' | 'seconds' | 'boolean';

/** What the file may set. Its schema is `authbeat/schema/dev.schema.json`. */
export const CONFIG_FIELDS: Readonly<Record<keyof DevelopSettings, Kind>> = {
  descriptor: 'text',
  command: 'list',
  port: 'port',
  appPort: 'port',
  appDirectory: 'directory',
  tokenLifetime: 'seconds',
  wait: 'seconds',
  product: 'product',
  open: 'boolean',
  install: 'boolean',
  allowRemote: 'boolean',
  faults: 'list',
  data: 'text',
};

const NOUNS: Readonly<Record<Kind, string>> = {
  text: 'text',
  directory: 'a directory that exists',
  list: 'a list of texts',
  product: 'jira or confluence',
  port: 'a whole number from 1 to 65535',
  seconds: 'a number of seconds: more than 0, at most 86400',
  boolean: 'true or false',
};

/**
 * Reads the settings of `authbeat dev`: those of the command line, then those of the file, then the defaults.
 *
 * @param file of `--config`. The default file need not exist.
 * @param given what the command line sets
 * @throws {CommandError} with every mistake in the file
 */
export async function readSettings(
  file: string | undefined,
  given: Partial<DevelopSettings>,
): Promise<DevelopSettings> {
  const { $schema: _schema, ...values } = await readObject(file);
  const problems = Object.entries(values).flatMap(([name, value]) => problemOf(name, value));
  if (problems.length > 0)
    throw new CommandError(
      `The configuration ${file ?? DEFAULT_CONFIG} cannot be used: ${problems.join('; ')}.`,
    );
  return { ...DEVELOP_DEFAULTS, ...(values as Partial<DevelopSettings>), ...given };
}

async function readObject(file: string | undefined): Promise<Record<string, unknown>> {
  const name = file ?? DEFAULT_CONFIG;
  let text: string;
  try {
    text = await readFile(name, 'utf8');
  } catch (cause) {
    if (file === undefined) return {};
    throw new CommandError(`The configuration ${name} (--config) cannot be read.`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`The configuration ${name} is not JSON.`, { cause });
  }
  if (isRecord(value)) return value;
  throw new CommandError(`The configuration ${name} must hold a JSON object.`);
}

function problemOf(name: string, value: unknown): string[] {
  if (!Object.hasOwn(CONFIG_FIELDS, name)) return [`\`${name}\` is no option of authbeat dev`];
  const kind = CONFIG_FIELDS[name as keyof DevelopSettings];
  return isOfKind(kind, value) ? [] : [`\`${name}\` must be ${NOUNS[kind]}`];
}

function isOfKind(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string' && value !== '';
    case 'directory':
      return typeof value === 'string' && statSync(value, { throwIfNoEntry: false })?.isDirectory() === true;
    case 'list':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'product':
      return value === 'jira' || value === 'confluence';
    case 'port':
      return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535;
    case 'seconds':
      return typeof value === 'number' && value > 0 && value <= 86_400;
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return kind satisfies never;
  }
}
