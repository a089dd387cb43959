import { isRecord } from '@authbeat/core';
import type {
  ForgeEndpoint,
  ForgeManifest,
  ForgeModule,
  ForgeResource,
  ForgeSchedule,
  ForgeTrigger,
} from './manifest.ts';
import { text, texts, type Fields, type Problems } from './manifest-fields.ts';

/** A module, by its type and key. */
export interface ModuleEntry {
  readonly type: string;
  readonly key: string;
  readonly fields: Fields;
}

type ReadModules = Pick<ForgeManifest, 'modules' | 'notSimulated' | 'triggers' | 'schedules'>;

/** Modules that are parts of others, or say something about the app. */
const SILENT_TYPES = new Set(['endpoint', 'connectToForgeMigration']);

/** Sorts modules by what the local host does with them. */
export function readModules(
  entries: readonly ModuleEntry[],
  resources: readonly ForgeResource[],
  endpoints: readonly ForgeEndpoint[],
  problems: Problems,
): ReadModules {
  const modules: ForgeModule[] = [];
  const notSimulated: { type: string; key: string; reason: string }[] = [];
  const triggers: ForgeTrigger[] = [];
  const schedules: ForgeSchedule[] = [];
  for (const entry of entries) {
    const { type, key, fields } = entry;
    const reason = reasonAgainst(entry);
    if (reason !== undefined) notSimulated.push({ type, key, reason });
    else if (type === 'trigger')
      triggers.push({
        key,
        endpoint: requireEndpoint(entry, fields['endpoint'], endpoints, problems),
        events: texts(fields['events'], `events\` of the trigger \`${key}`, problems),
      });
    else if (type === 'scheduledTrigger')
      schedules.push({ key, endpoint: requireEndpoint(entry, fields['endpoint'], endpoints, problems) });
    else if (!SILENT_TYPES.has(type)) modules.push(readPage(entry, resources, endpoints, problems));
  }
  return { modules, notSimulated, triggers, schedules };
}

/** Why the local host does not simulate a module; `undefined` when it does. */
function reasonAgainst({ type, fields }: ModuleEntry): string | undefined {
  if (SILENT_TYPES.has(type))
    return fields['service'] === undefined ? undefined : 'The local host runs no Forge containers.';
  if (fields['function'] !== undefined || type === 'function')
    return 'The local host runs no Forge functions.';
  if (type === 'trigger' || type === 'scheduledTrigger') return undefined;
  if (fields['resource'] === undefined) return 'The local host shows modules with a Custom UI resource.';
  return fields['render'] === 'native' ? 'The local host does not render UI Kit.' : undefined;
}

function readPage(
  module: ModuleEntry,
  resources: readonly ForgeResource[],
  endpoints: readonly ForgeEndpoint[],
  problems: Problems,
): ForgeModule {
  const { type, key, fields } = module;
  const { title, resolver } = fields;
  const [resource = '', entry] = String(fields['resource']).split('/');
  const found = resources.find((each) => each.key === resource);
  const page = entry === undefined ? 'index.html' : found?.pages[entry];
  if (!found || page === undefined)
    problems.push(`\`resource\` of the module "${key}" must be the key of a resource`);
  const endpoint = isRecord(resolver) ? resolver['endpoint'] : undefined;
  return {
    type,
    key,
    title: text(title) ?? (isRecord(title) ? text(title['i18n']) : undefined) ?? key,
    resource,
    page: page ?? '',
    ...(endpoint !== undefined && { endpoint: requireEndpoint(module, endpoint, endpoints, problems) }),
  };
}

function requireEndpoint(
  { type, key }: ModuleEntry,
  endpoint: unknown,
  endpoints: readonly ForgeEndpoint[],
  problems: Problems,
): string {
  if (!endpoints.some((each) => each.key === endpoint))
    problems.push(`\`endpoint\` of the ${type} "${key}" must be the key of an endpoint with a remote`);
  return String(endpoint);
}
