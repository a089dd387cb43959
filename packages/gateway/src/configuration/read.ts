import { isRecord, parseJson } from '@authbeat/core';
import { GatewayError } from '../errors.ts';
import type { GatewayOptions } from '../options.ts';
import {
  FIELDS,
  GATEWAY_FIELDS,
  PROCESS_FIELDS,
  SECRETS,
  SERVER_FIELDS,
  variableOf,
  type FieldKind,
} from './fields.ts';
import { resolveProcess, type ProcessOptions } from './process.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A configuration, with everything but the store in the form of the options. */
export interface Configuration {
  /** The options of `createGateway`, without the store. */
  readonly gateway: Omit<GatewayOptions, 'server'> & {
    readonly server: Omit<GatewayOptions['server'], 'store'>;
  };
  /** `sqlite:<path>`, `postgres://…` or `redis://…`. */
  readonly storeUrl: string;
  readonly process: ProcessOptions;
}

/**
 * Reads the configuration of a gateway: a file, and environment variables, which win. Secrets stand in the environment
 * only. See docs/gateway/configuration.md.
 *
 * @param file the parsed JSON of the file; `{}` without one
 * @throws {GatewayError} with every mistake
 */
export function readConfiguration(file: unknown, environment: Environment): Configuration {
  if (!isRecord(file)) throw new GatewayError(['the configuration file must hold a JSON object']);
  const { $schema: _schema, ...inFile } = file;
  const fromEnvironment = readVariables(environment);
  const values: Record<string, unknown> = { ...inFile, ...fromEnvironment.values };
  const secrets = readSecrets(environment);
  const settings = resolveProcess(pick(values, PROCESS_FIELDS));
  const problems = [
    ...Object.keys(inFile).flatMap(unknownProblem),
    ...fromEnvironment.problems,
    ...Object.entries(inFile).flatMap(([name, value]) => kindProblem(name, value)),
    ...(secrets.sessionKeys.length > 0
      ? []
      : [`the environment variable \`${SECRETS.sessionKeys}\` must hold keys, separated by commas`]),
    ...(secrets.assertionKeys.length > 0 || (environment[SECRETS.assertionKey] ?? '') === ''
      ? []
      : [`the environment variable \`${SECRETS.assertionKey}\` must hold private keys in PEM form`]),
    ...settings.problems,
  ];
  if (problems.length > 0) throw new GatewayError(problems);
  const { sessionKeys, encryptionKeys, storeUrl, assertionKeys, upstreamSecret } = secrets;
  return {
    gateway: {
      ...(pick(values, GATEWAY_FIELDS) as Omit<GatewayOptions, 'server'>),
      ...(assertionKeys.length > 0 && { assertionKeys }),
      ...(upstreamSecret !== undefined && { upstreamSecret }),
      server: { ...pick(values, SERVER_FIELDS), sessionKeys, encryptionKeys },
    },
    storeUrl,
    process: settings.process,
  };
}

function readSecrets(environment: Environment) {
  const { [SECRETS.assertionKey]: assertionKey, [SECRETS.upstreamSecret]: upstreamSecret } = environment;
  return {
    sessionKeys: listOf(environment[SECRETS.sessionKeys]),
    encryptionKeys: listOf(environment[SECRETS.encryptionKeys]),
    storeUrl: environment[SECRETS.store] ?? 'sqlite:authbeat.db',
    assertionKeys: assertionKey?.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g) ?? [],
    upstreamSecret,
  };
}

function readVariables(environment: Environment) {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, kind] of Object.entries(FIELDS)) {
    const text = environment[variableOf(name)];
    if (text === undefined) continue;
    const value = readText(text, kind);
    if (value === undefined)
      problems.push(`the environment variable \`${variableOf(name)}\` must be ${NOUNS[kind]}`);
    else values[name] = value;
  }
  return { values, problems };
}

const NOUNS: Readonly<Record<FieldKind, string>> = {
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list',
  json: 'JSON',
};

function readText(text: string, kind: FieldKind): unknown {
  switch (kind) {
    case 'text':
      return text;
    case 'number':
      return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'list':
      return listOf(text);
    case 'json':
      return parseJson(text);
    default:
      return kind satisfies never;
  }
}

function kindProblem(name: string, value: unknown): readonly string[] {
  const kind = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  const isRight =
    kind === undefined ||
    (kind === 'text' && typeof value === 'string') ||
    (kind === 'list' && Array.isArray(value) && value.every((item) => typeof item === 'string')) ||
    (kind === 'json' && Array.isArray(value)) ||
    typeof value === kind;
  return isRight ? [] : [`\`${name}\` must be ${kind === 'json' ? 'a list' : NOUNS[kind]}`];
}

function unknownProblem(name: string): readonly string[] {
  if (Object.hasOwn(FIELDS, name)) return [];
  const variable = Object.hasOwn(SECRETS, name) ? SECRETS[name as keyof typeof SECRETS] : undefined;
  return variable === undefined
    ? [`\`${name}\` is no option of the gateway`]
    : [`\`${name}\` is a secret: set the environment variable \`${variable}\` instead`];
}

function pick(values: Readonly<Record<string, unknown>>, fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(fields, name)));
}

function listOf(text: string | undefined): readonly string[] {
  const items = (text ?? '').split(',').map((item) => item.trim());
  return items.filter((item) => item !== '');
}
