import { LIFECYCLE_EVENTS, listDeclaredUrls, type DeclaredUrl, type Descriptor } from '@authbeat/core';
import type { EntryPoint, EntryPointRole, ForeignUrl } from './entry-point.ts';
import { fillTemplate, hasPlaceholders } from './templates.ts';

/** The entry points that a descriptor exposes. */
export interface Surface {
  readonly descriptor: Descriptor;
  /** Absent where the descriptor came from a file. */
  readonly descriptorUrl?: string;
  /** What findings about the descriptor itself name: its URL, or the base URL. */
  readonly declaredAt: string;
  readonly entryPoints: readonly EntryPoint[];
  /** URLs that the descriptor names and that are not tested. */
  readonly foreign: readonly ForeignUrl[];
}

/** No more entry points of an app are tested. */
export const MAX_ENTRY_POINTS = 500;

/** What the descriptor does not say. */
export interface SurfaceOptions {
  readonly descriptorUrl?: string;
  /** Further URLs of the app that require a token, relative to its base URL. None by default. */
  readonly apis?: readonly string[];
  /** May the scan send requests there? Defaults to the origin of the base URL. */
  readonly allows?: (url: string) => boolean;
}

/** Reads from a descriptor which entry points the app exposes. */
export function describeSurface(descriptor: Descriptor, options: SurfaceOptions = {}): Surface {
  const { baseUrl } = descriptor;
  const { descriptorUrl, apis = [] } = options;
  const { allows = (url) => new URL(url).origin === new URL(baseUrl).origin } = options;
  const modules = listDeclaredUrls(descriptor.modules);
  const all = [
    ...modules.filter(({ relativeTo }) => relativeTo === 'app').map((url) => toEntryPoint(url, baseUrl)),
    ...lifecycleEntryPoints(descriptor),
    ...apis.map((template) => toEntryPoint({ ...API, template }, baseUrl, 'api')),
  ];
  const reaches = ({ url }: EntryPoint): boolean => URL.canParse(url) && allows(url);
  return {
    descriptor,
    ...(descriptorUrl !== undefined && { descriptorUrl }),
    declaredAt: descriptorUrl ?? baseUrl,
    entryPoints: mergeEqual(all.filter(reaches)).slice(0, MAX_ENTRY_POINTS),
    foreign: [
      ...modules.flatMap(({ template, declaredBy, relativeTo }) =>
        relativeTo === 'app' ? [] : [{ url: template, declaredBy, reason: ELSEWHERE[relativeTo] }],
      ),
      ...all
        .filter((entryPoint) => !reaches(entryPoint))
        .flatMap(({ url, declaredBy }) =>
          declaredBy.map((place) => ({ url, declaredBy: place, reason: OTHER_ORIGIN })),
        ),
    ],
  };
}

const ELSEWHERE = { host: 'it is an address of the host', module: 'it is the key of a page' } as const;
const OTHER_ORIGIN = 'it is on another origin (see --allow-origin)';

/** The entry points that have one of the given roles. */
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

/** Modules often share a URL. It is tested once. */
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
    // The most open module decides.
    cacheable: one.cacheable || other.cacheable,
    adminOnly: one.adminOnly && other.adminOnly,
    opensLate: one.opensLate || other.opensLate,
  };
}
