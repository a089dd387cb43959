import type { LifecycleEvent } from '@authbeat/core';
import type { Pattern } from './pattern.ts';

/** What the upstream learns about the caller of a guarded route. See docs/gateway/identity.md. */
export const IDENTITIES = ['jwt', 'context', 'assertion', 'headers'] as const;
export type Identity = (typeof IDENTITIES)[number];

/** How the gateway treats the requests of a route. */
export type RouteDoor = 'page' | 'shell' | 'webhook' | 'lifecycle' | 'api' | 'public';

/** What becomes of the requests for some paths. */
export interface Route {
  readonly door: RouteDoor;
  readonly pattern: Pattern;
  readonly methods: 'read' | 'POST' | 'all';
  /** What names it: a module of the descriptor such as `webPanels/foo`, or an option of the configuration. */
  readonly namedBy: string;
  /** Of pages and APIs. */
  readonly identity?: Identity;
  /** Of lifecycle routes. */
  readonly event?: LifecycleEvent;
}

/** Does a route take requests of this method? */
export function takesMethod({ methods }: Pick<Route, 'methods'>, method: string): boolean {
  if (methods === 'all') return true;
  return methods === 'read' ? method === 'GET' || method === 'HEAD' : method === 'POST';
}
