import { LIFECYCLE_EVENTS, type Descriptor } from '@authbeat/core';
import type { EntryPoint, EntryPointRole, ForeignUrl } from './entry-point.ts';
import { fillTemplate, hasPlaceholders } from './templates.ts';
import { walkModules, type DeclaredUrl } from './walk.ts';

/** What an app exposes, as far as its descriptor (and its author) says. */
export interface Surface {
  readonly descriptor: Descriptor;
  readonly descriptorUrl: string;
  readonly entryPoints: readonly EntryPoint[];
  /** URLs that are named but not the app's to response. */
  readonly foreign: readonly ForeignUrl[];
}

/** A page, webhook or API that the descriptor names is only looked at up to this many. */
export const MAX_ENTRY_POINTS = 500;

/**
 * Reads off a descriptor what the app exposes.
 *
 * @param apis further URLs of the app that want a token, relative to its base URL
 */
export function describeSurface(
  descriptor: Descriptor,
  descriptorUrl: string,
  apis: readonly string[] = [],
): Surface {
  const { baseUrl } = descriptor;
  const declared = walkModules(descriptor.modules);
  const own = declared.filter(
    ({ template, relativeTo }) => relativeTo === 'app' && isOfApp(resolve(template, baseUrl).url, baseUrl),
  );
  const entryPoints = [
    ...own.map((url) => toEntryPoint(url, baseUrl)),
    ...lifecycleEntryPoints(descriptor),
    ...apis.map((template) => toEntryPoint({ ...API, template }, baseUrl, 'api')),
  ];
  return {
    descriptor,
    descriptorUrl,
    entryPoints: mergeEqual(entryPoints).slice(0, MAX_ENTRY_POINTS),
    foreign: declared
      .filter((url) => !own.includes(url))
      .map(({ template, declaredBy, relativeTo }) => ({
        url: template,
        declaredBy,
        reason:
          relativeTo === 'host' ? 'it is an address of the host' : 'it is not on the origin of the base URL',
      })),
  };
}

/** The entryPoints that have one of the given roles. */
export function entryPointsOf(surface: Surface, ...roles: readonly EntryPointRole[]): readonly EntryPoint[] {
  return surface.entryPoints.filter(({ role }) => roles.includes(role));
}

const API: Omit<DeclaredUrl, 'template'> = {
  kind: 'page',
  declaredBy: 'api',
  cacheable: false,
  adminOnly: false,
  opensLate: false,
  relativeTo: 'app',
};

function toEntryPoint(
  declared: DeclaredUrl,
  baseUrl: string,
  role: EntryPointRole = declared.kind,
): EntryPoint {
  const { template, declaredBy, cacheable, adminOnly, opensLate } = declared;
  const first = resolve(template, baseUrl, 0);
  const second = resolve(template, baseUrl, 1);
  return {
    role,
    method: role === 'webhook' ? 'POST' : 'GET',
    url: first.url,
    ...(hasPlaceholders(template) && { variant: second.url }),
    values: [...first.values, ...second.values],
    declaredBy: [declaredBy],
    cacheable,
    adminOnly,
    opensLate,
  };
}

function lifecycleEntryPoints({ lifecycle, baseUrl }: Descriptor): readonly EntryPoint[] {
  return LIFECYCLE_EVENTS.flatMap((event) => {
    const template = lifecycle[event];
    if (template === undefined) return [];
    const declared = { ...API, template, declaredBy: `lifecycle/${event}` };
    return [{ ...toEntryPoint(declared, baseUrl, 'lifecycle'), method: 'POST' as const, event }];
  });
}

function resolve(
  template: string,
  baseUrl: string,
  variant: 0 | 1 = 0,
): { url: string; values: readonly string[] } {
  const { url, values } = fillTemplate(template, variant);
  const absolute = /^https?:\/\//i.test(url) ? url : `${baseUrl}/${url.replace(/^\/+/, '')}`;
  const parsed = URL.canParse(absolute) ? new URL(absolute) : undefined;
  if (parsed) parsed.hash = '';
  return { url: parsed?.href ?? absolute, values };
}

function isOfApp(url: string, baseUrl: string): boolean {
  return URL.canParse(url) && new URL(url).origin === new URL(baseUrl).origin;
}

/** Modules often share a URL; it is looked at once. */
function mergeEqual(entryPoints: readonly EntryPoint[]): readonly EntryPoint[] {
  const merged = new Map<string, EntryPoint>();
  for (const entryPoint of entryPoints) {
    const key = JSON.stringify([entryPoint.role, entryPoint.method, entryPoint.url, entryPoint.event]);
    const known = merged.get(key);
    merged.set(key, known ? merge(known, entryPoint) : entryPoint);
  }
  return [...merged.values()];
}

function merge(one: EntryPoint, other: EntryPoint): EntryPoint {
  return {
    ...one,
    declaredBy: [...one.declaredBy, ...other.declaredBy],
    // The looser reading wins: what one module opens to everybody must be open to everybody.
    cacheable: one.cacheable || other.cacheable,
    adminOnly: one.adminOnly && other.adminOnly,
    opensLate: one.opensLate || other.opensLate,
  };
}
