import { DescriptorError } from '../errors.ts';
import { isRecord } from '../internal/json.ts';

/** The lifecycle events of Atlassian Connect, as a descriptor names them. */
export const LIFECYCLE_EVENTS = ['installed', 'uninstalled', 'enabled', 'disabled'] as const;
export type LifecycleEvent = (typeof LIFECYCLE_EVENTS)[number];

/** An app's descriptor (`atlassian-connect.json`), as far as Authbeat reads it. */
export interface Descriptor {
  readonly key: string;
  readonly name: string;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly authentication: 'jwt' | 'none';
  readonly lifecycle: Readonly<Partial<Record<LifecycleEvent, string>>>;
  readonly scopes: readonly string[];
  readonly apiMigrations: Readonly<Record<string, unknown>>;
  /** By type; each type holds one module or a list of them. */
  readonly modules: Readonly<Record<string, unknown>>;
}

/**
 * Reads a descriptor, and reports every mistake at once.
 *
 * @example
 * ```ts
 * import { parseDescriptor } from '@authbeat/core';
 *
 * const descriptor = parseDescriptor({
 *   key: 'my-app',
 *   baseUrl: 'https://app.example.com',
 *   authentication: { type: 'jwt' },
 * });
 * ```
 *
 * @throws {DescriptorError} with all of its `problems`
 */
export function parseDescriptor(value: unknown): Descriptor {
  if (!isRecord(value)) throw new DescriptorError(['it is not a JSON object']);
  const { key, name = key, baseUrl, authentication, lifecycle = {}, modules = {} } = value;
  const { scopes = [], apiMigrations = {} } = value;
  const type = isRecord(authentication) ? authentication['type'] : undefined;
  const problems = [
    ...(typeof key === 'string' && /^[\w.-]{1,80}$/.test(key)
      ? []
      : ['`key` must be 1 to 80 letters, digits, dots, dashes or underscores']),
    ...(isHttpUrl(baseUrl) ? [] : ['`baseUrl` must be an http or https URL without a query']),
    ...(typeof name === 'string' || name === undefined ? [] : ['`name` must be text']),
    ...(type === 'jwt' || type === 'none' ? [] : ['`authentication.type` must be "jwt" or "none"']),
    ...(isRecord(modules) ? [] : ['`modules` must be an object']),
    ...(isRecord(apiMigrations) ? [] : ['`apiMigrations` must be an object']),
    ...(isTextList(scopes) ? [] : ['`scopes` must be a list of texts']),
    ...lifecycleProblems(lifecycle),
  ];
  if (problems.length > 0) throw new DescriptorError(problems);
  return {
    key,
    name,
    baseUrl: (baseUrl as string).replace(/(?<!\/)\/+$/, ''),
    authentication: type,
    lifecycle,
    scopes,
    apiMigrations,
    modules,
  } as Descriptor;
}

function lifecycleProblems(lifecycle: unknown): string[] {
  if (!isRecord(lifecycle)) return ['`lifecycle` must be an object'];
  return LIFECYCLE_EVENTS.filter((event) => !['string', 'undefined'].includes(typeof lifecycle[event])).map(
    (event) => `\`lifecycle.${event}\` must be a URL`,
  );
}

function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\/[^\s?#]+$/i.test(value) && URL.canParse(value);
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
