import type { Descriptor } from '@authbeat/core';
import { foldPath } from './ambiguous.ts';
import { readPattern } from './pattern.ts';
import { readDescriptorRoutes } from './read-descriptor.ts';
import { takesMethod, type Identity, type Route } from './route.ts';

/** The routes that the configuration names besides those of the descriptor. */
export interface RouteOptions {
  readonly apis: readonly { readonly path: string; readonly identity: Identity }[];
  readonly pages: readonly string[];
  readonly public: readonly string[];
  readonly pageIdentity: Identity;
  readonly unknown: 'pass' | 'refuse' | undefined;
  /** The path of the descriptor itself. */
  readonly descriptor: string;
}

/** Every route of an app. */
export interface Plan {
  readonly routes: readonly Route[];
  /**
   * Whether requests that no route names, and those of tenants that the gateway does not know, pass to the upstream as
   * they came. They do where the upstream judges host tokens by itself: where every identity is a JWT.
   */
  readonly unknown: 'pass' | 'refuse';
  /** The route of a request; `undefined` for one that no route names. */
  readonly find: (method: string, path: string) => Route | undefined;
  /**
   * Whether an upstream that is less strict than the gateway may read a path as that of a guarded route, which this one
   * would pass by.
   *
   * @param found the route of the request
   */
  readonly passesBy: (found: Route | undefined, method: string, path: string) => boolean;
}

/** Plans the routes of an app, with every contradiction in `problems`. */
export function planRoutes(
  descriptor: Descriptor,
  options: RouteOptions,
): { readonly plan: Plan; readonly problems: readonly string[] } {
  const { apis, pages, pageIdentity } = options;
  const own: readonly Route[] = [
    ...apis.map(({ path, identity }): Route => {
      return { door: 'api', pattern: readPattern(path), methods: 'all', namedBy: 'apis', identity };
    }),
    ...pages.map((path): Route => {
      return {
        door: 'page',
        pattern: readPattern(path),
        methods: 'read',
        namedBy: 'pages',
        identity: pageIdentity,
      };
    }),
    ...[...options.public, options.descriptor].map((path): Route => {
      return { door: 'public', pattern: readPattern(path), methods: 'read', namedBy: 'public' };
    }),
  ];
  const routes = [...readDescriptorRoutes(descriptor, pageIdentity), ...own].toSorted(
    (a, b) => b.pattern.precedence - a.pattern.precedence,
  );
  const isStrict = routes.some(({ identity }) => identity === 'assertion' || identity === 'headers');
  const unknown = options.unknown ?? (isStrict ? 'refuse' : 'pass');
  const plan: Plan = {
    routes,
    unknown,
    find: (method, path) => routes.find((route) => takesMethod(route, method) && route.pattern.matches(path)),
    passesBy(found, method, path) {
      if (found && !isOpen(found)) return false;
      const folded = foldPath(path);
      const other = routes.find((route) => takesMethod(route, method) && route.pattern.matchesFolded(folded));
      if (!other || isOpen(other)) return false;
      // An upstream that judges tokens judges those of pages and APIs by itself, but none of them may come twice.
      return unknown === 'refuse' || other.door === 'lifecycle' || other.door === 'webhook';
    },
  };
  const problems = [
    ...findContradictions(routes),
    ...(isStrict && unknown === 'pass'
      ? [
          '`unknown` must be "refuse" where a route uses "assertion" or "headers": its upstream judges no tokens',
        ]
      : []),
  ];
  return { plan, problems };
}

function isOpen({ door }: Route): boolean {
  return door === 'public' || door === 'shell';
}

/** Two routes for the same paths and methods that would treat a request differently. */
function findContradictions(routes: readonly Route[]): readonly string[] {
  return routes.flatMap((route, index) =>
    routes
      .slice(index + 1)
      .filter((other) => contradicts(route, other))
      .map((other) => {
        const names = `${describe(route)} (${route.namedBy}) and ${describe(other)} (${other.namedBy})`;
        return `\`${route.pattern.text}\` is named twice, as ${names}`;
      }),
  );
}

function contradicts(a: Route, b: Route): boolean {
  const overlap = a.methods === 'all' || b.methods === 'all' || a.methods === b.methods;
  const same = a.door === b.door && a.identity === b.identity && a.event === b.event;
  return a.pattern.text === b.pattern.text && overlap && !same && !isNarrowed(a, b);
}

/** A page whose other methods are an API is no contradiction: each method has one route. */
function isNarrowed(a: Route, b: Route): boolean {
  const doors = new Set([a.door, b.door]);
  return doors.has('api') && doors.has('page');
}

function describe({ door, identity, event }: Route): string {
  return [door, identity ?? event].filter((part) => part !== undefined).join(' ');
}
