import { LIFECYCLE_EVENTS } from '@authbeat/core';
import { takeLifecycleCall } from './endpoints/lifecycle.ts';
import { recover } from './endpoints/recovery.ts';
import { exchange, heartbeat, signOut } from './endpoints/session.ts';
import { issueTicket } from './endpoints/ticket.ts';
import { Refusal } from './errors.ts';
import { refusalOf } from './guards/admit.ts';
import { refusalAnswer } from './http/answers.ts';
import type { Pages } from './recovery/pages.ts';
import type { AuthbeatRequest } from './request.ts';
import type { Services } from './services.ts';
import type { Door } from './signals/events.ts';
import type { Answer } from './verdict.ts';

type Endpoint = (request: AuthbeatRequest, services: Services) => Answer | Promise<Answer>;

interface Route {
  readonly door: Door;
  readonly methods: Readonly<Record<string, Endpoint>>;
}

/** Answers what lies below `mount`; `undefined` for everything else. */
export function createRouter(
  services: Services,
  pages: Pages,
): (request: AuthbeatRequest) => Promise<Answer | undefined> {
  const { baseUrl, mount, recovery } = services.settings;
  const routes = new Map<string, Route>(
    Object.entries({ ...ENDPOINTS, ...LIFECYCLE, ...(recovery && recoveryRoutes(pages)) }),
  );
  const publicMount = `${new URL(baseUrl).pathname.replace(/\/+$/, '')}${mount}`;

  return async (request) => {
    const [path = ''] = request.url.split('?');
    // A proxy in front may have taken the base URL's own path away.
    const prefix = [publicMount, mount].find((candidate) => path.startsWith(`${candidate}/`));
    const route = prefix === undefined ? undefined : routes.get(path.slice(prefix.length));
    if (!route) return undefined;
    try {
      return await methodOf(route, request.method)(request, services);
    } catch (error) {
      return refusalAnswer(refusalOf(error, route.door, services));
    }
  };
}

const ENDPOINTS: Readonly<Record<string, Route>> = {
  '/session': { door: 'exchange', methods: { POST: exchange, DELETE: signOut } },
  '/heartbeat': { door: 'heartbeat', methods: { POST: heartbeat } },
  '/ticket': { door: 'ticket', methods: { POST: issueTicket } },
};

const LIFECYCLE: Readonly<Record<string, Route>> = Object.fromEntries(
  LIFECYCLE_EVENTS.map((event) => [
    `/${event}`,
    {
      door: 'lifecycle',
      methods: {
        POST: async (request: AuthbeatRequest, services: Services) =>
          takeLifecycleCall(event, request, services),
      },
    },
  ]),
);

function recoveryRoutes(pages: Pages): Readonly<Record<string, Route>> {
  const script = (): Answer => pages.script();
  return {
    '/recovery': { door: 'recovery', methods: { POST: recover } },
    '/recovery.js': { door: 'recovery', methods: { GET: script, HEAD: script } },
  };
}

function methodOf({ methods }: Route, method: string): Endpoint {
  const endpoint = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (endpoint) return endpoint;
  throw new Refusal('method_not_allowed', { headers: { allow: Object.keys(methods).join(', ') } });
}
