import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LifecycleEvent } from '@authbeat/core';
import type { Authbeat, AuthbeatRequest, Guard, LifecycleGuard } from '@authbeat/server';
import type { IdentityOptions } from '../identity/identify.ts';
import type { InjectOptions } from '../injection/inject.ts';
import type { Upstream } from '../proxy/upstream.ts';
import type { Plan } from '../routes/plan.ts';
import type { Route } from '../routes/route.ts';
import type { RequestTrace, Telemetry } from '../telemetry.ts';

/** One request on its way through the gateway. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The request as guards read it. */
  readonly readable: AuthbeatRequest;
  readonly url: string;
  /** Aborted when the caller is gone. */
  readonly signal: AbortSignal;
  readonly trace: RequestTrace;
}

/** The guards of the app's routes. */
export interface Guards {
  readonly page: Guard;
  readonly api: Guard;
  readonly webhook: Guard;
  readonly lifecycle: Readonly<Record<LifecycleEvent, LifecycleGuard>>;
}

/** What the doors stand on. */
export interface Services {
  readonly authbeat: Authbeat;
  readonly guards: Guards;
  readonly appKey: string;
  /** Where Authbeat's own endpoints are, with the path of the base URL. */
  readonly mountPath: string;
  readonly upstream: Upstream;
  readonly telemetry: Telemetry;
  readonly plan: Plan;
  readonly identity: IdentityOptions;
  /** `undefined` where pages stay as they are. */
  readonly injection: InjectOptions | undefined;
  /** What every request to the upstream carries, such as the secret that shows where it came from. */
  readonly constantHeaders: Readonly<Record<string, string>>;
  /** Reports a request that the upstream did not respond to. */
  readonly onFailure: (error: unknown) => void;
}

/** Responds to the requests of a route. Rejects with an `UpstreamError` when the upstream does not respond. */
export type Door = (visit: Visit, route: Route, services: Services) => Promise<void>;
