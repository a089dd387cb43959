import { LIFECYCLE_EVENTS, type Descriptor } from '@authbeat/core';
import type { Endpoint, EndpointRole, ForeignUrl } from './endpoint.ts';
import { fillTemplate, hasPlaceholders } from './templates.ts';
import { walkModules, type DeclaredUrl } from './walk.ts';

/** What an app exposes, as far as its descriptor (and its author) says. */
export interface Surface {
  readonly descriptor: Descriptor;
  readonly descriptorUrl: string;
  readonly endpoints: readonly Endpoint[];
  /** URLs that are named but not the app's to answer. */
  readonly foreign: readonly ForeignUrl[];
}

/** A page, webhook or API that the descriptor names is only looked at up to this many. */
export const MAX_ENDPOINTS = 500;

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
  const endpoints = [
    ...own.map((url) => toEndpoint(url, baseUrl)),
    ...lifecycleEndpoints(descriptor),
    ...apis.map((template) => toEndpoint({ ...API, template }, baseUrl, 'api')),
  ];
  return {
    descriptor,
    descriptorUrl,
    endpoints: mergeEqual(endpoints).slice(0, MAX_ENDPOINTS),
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

/** The endpoints that have one of the given roles. */
export function endpointsOf(surface: Surface, ...roles: readonly EndpointRole[]): readonly Endpoint[] {
  return surface.endpoints.filter(({ role }) => roles.includes(role));
}

const API: Omit<DeclaredUrl, 'template'> = {
  kind: 'page',
  declaredBy: 'api',
  cacheable: false,
  adminOnly: false,
  opensLate: false,
  relativeTo: 'app',
};

function toEndpoint(declared: DeclaredUrl, baseUrl: string, role: EndpointRole = declared.kind): Endpoint {
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

function lifecycleEndpoints({ lifecycle, baseUrl }: Descriptor): readonly Endpoint[] {
  return LIFECYCLE_EVENTS.flatMap((event) => {
    const template = lifecycle[event];
    if (template === undefined) return [];
    const declared = { ...API, template, declaredBy: `lifecycle/${event}` };
    return [{ ...toEndpoint(declared, baseUrl, 'lifecycle'), method: 'POST' as const, event }];
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
function mergeEqual(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const merged = new Map<string, Endpoint>();
  for (const endpoint of endpoints) {
    const key = JSON.stringify([endpoint.role, endpoint.method, endpoint.url, endpoint.event]);
    const known = merged.get(key);
    merged.set(key, known ? merge(known, endpoint) : endpoint);
  }
  return [...merged.values()];
}

function merge(one: Endpoint, other: Endpoint): Endpoint {
  return {
    ...one,
    declaredBy: [...one.declaredBy, ...other.declaredBy],
    // The looser reading wins: what one module opens to everybody must answer everybody.
    cacheable: one.cacheable || other.cacheable,
    adminOnly: one.adminOnly && other.adminOnly,
    opensLate: one.opensLate || other.opensLate,
  };
}
