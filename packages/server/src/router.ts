import { ENDPOINT_PATHS, LIFECYCLE_EVENTS, type LifecycleEvent } from '@authbeat/core';
import { serveClientScript } from './endpoints/client-script.ts';
import { handleLifecycleCall } from './endpoints/lifecycle.ts';
import { recover } from './endpoints/recovery.ts';
import { exchange, heartbeat, signOut } from './endpoints/session.ts';
import { issueTicket } from './endpoints/ticket.ts';
import { Refusal } from './errors.ts';
import type { Eventually } from './eventually.ts';
import { refusalResponse } from './http/responses.ts';
import { readOnce, requireTarget } from './http/request-line.ts';
import type { Pages } from './recovery/pages.ts';
import type { AuthbeatRequest } from './request.ts';
import type { Services } from './services.ts';
import type { Door } from './signals/events.ts';
import { reportRequest } from './signals/report-request.ts';
import type { AuthbeatResponse } from './response.ts';

type Endpoint = (
  request: AuthbeatRequest,
  services: Services,
) => AuthbeatResponse | Promise<AuthbeatResponse>;

interface Route {
  readonly door: Door;
  readonly endpoint: Endpoint;
}

/** The routes of one path, by method. */
type Routes = Readonly<Record<string, Route>>;

/** Responds to the requests below `mount`, and to lifecycle calls at other paths; returns `undefined` at once for all others. Never throws or rejects. */
export function createRouter(
  services: Services,
  pages: Pages,
): (request: AuthbeatRequest) => Eventually<AuthbeatResponse | undefined> {
  const { explainer } = services;
  const { baseUrl, mount, lifecyclePaths, recovery, docsUrl } = services.settings;
  const paths = new Map<string, Routes>(
    Object.entries({ ...ENDPOINTS, ...LIFECYCLE, ...(recovery && recoveryRoutes(pages)) }),
  );
  const basePath = new URL(baseUrl).pathname.replace(/\/+$/, '');
  const publicMount = basePath + mount;
  const start = `${publicMount}/`;
  const aliases = new Map<string, Routes>(
    Object.entries(lifecyclePaths).map(([event, path]) => [
      basePath + path,
      lifecycleRoutes(event as LifecycleEvent),
    ]),
  );

  const respond = (
    door: Door,
    request: AuthbeatRequest,
    work: () => AuthbeatResponse | Promise<AuthbeatResponse>,
  ): Eventually<AuthbeatResponse> =>
    reportRequest<AuthbeatResponse>(door, services, {
      handle: async () => ({ event: { type: 'answered', door }, result: await work() }),
      refuse(refusal) {
        explainer?.explain(door, request, refusal);
        const error = isSubjectRefused(door, refusal) ? 'invalid_request' : undefined;
        return refusalResponse(refusal, docsUrl, error);
      },
    });
  const findRoute = ({ method, url }: AuthbeatRequest): Route | undefined => {
    const isBelow = url.startsWith(start);
    if (!isBelow && aliases.size === 0) return undefined;
    const [path = ''] = url.split('?');
    const routes = (isBelow && paths.get(path.slice(publicMount.length))) || aliases.get(path);
    return routes && routeOf(routes, method);
  };

  return (given) => {
    let request: AuthbeatRequest;
    try {
      request = readOnce(given);
      requireTarget(request);
    } catch (cause) {
      return respond('unknown', given, () => {
        throw cause instanceof Refusal ? cause : new Refusal('unavailable', { cause });
      });
    }
    const route = findRoute(request);
    if (!route) return undefined;
    const watched = explainer?.watch(request) ?? request;
    return respond(route.door, watched, () => route.endpoint(watched, services));
  };
}

const CLIENT_SCRIPT: Route = { door: 'client-script', endpoint: serveClientScript };

const ENDPOINTS: Readonly<Record<string, Routes>> = {
  [ENDPOINT_PATHS.session]: {
    POST: { door: 'exchange', endpoint: exchange },
    DELETE: { door: 'sign-out', endpoint: signOut },
  },
  [ENDPOINT_PATHS.heartbeat]: { POST: { door: 'heartbeat', endpoint: heartbeat } },
  [ENDPOINT_PATHS.ticket]: { POST: { door: 'ticket', endpoint: issueTicket } },
  [ENDPOINT_PATHS.clientScript]: { GET: CLIENT_SCRIPT, HEAD: CLIENT_SCRIPT },
};

const LIFECYCLE: Readonly<Record<string, Routes>> = Object.fromEntries(
  LIFECYCLE_EVENTS.map((event) => [ENDPOINT_PATHS[event], lifecycleRoutes(event)]),
);

function lifecycleRoutes(event: LifecycleEvent): Routes {
  const endpoint: Endpoint = async (request, services) => handleLifecycleCall(event, request, services);
  return { POST: { door: 'lifecycle', endpoint } };
}

function recoveryRoutes(pages: Pages): Readonly<Record<string, Routes>> {
  const script: Route = { door: 'recovery', endpoint: ({ url }) => pages.script(url) };
  return {
    [ENDPOINT_PATHS.recovery]: { POST: { door: 'recovery', endpoint: recover } },
    [ENDPOINT_PATHS.recoveryScript]: { GET: script, HEAD: script },
  };
}

function routeOf(routes: Routes, method: string): Route {
  const route = Object.hasOwn(routes, method) ? routes[method] : undefined;
  if (route) return route;
  const [door = 'unknown'] = Object.values(routes).map((other) => other.door);
  return {
    door,
    endpoint() {
      throw new Refusal('method_not_allowed', { headers: { allow: Object.keys(routes).join(', ') } });
    },
  };
}

/** RFC 8693, section 2.2.2, has an error of its own for a subject token that is refused. */
function isSubjectRefused(door: Door, refusal: Refusal): boolean {
  const isSubject = refusal.error === 'invalid_token';
  return isSubject && (door === 'exchange' || door === 'recovery');
}
