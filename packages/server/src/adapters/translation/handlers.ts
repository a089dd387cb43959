import type { Authbeat } from '../../authbeat.ts';
import { ConfigurationError, Refusal } from '../../errors.ts';
import { attempt, type Eventually } from '../../eventually.ts';
import type { ApiOptions } from '../../guards/api.ts';
import type { ShellOptions } from '../../guards/shell.ts';
import { refusalResponse } from '../../http/responses.ts';
import type { AuthbeatRequest } from '../../request.ts';
import type { AuthbeatResponse } from '../../response.ts';
import type { RequiredPermissions } from '../../host-calls/permissions.ts';
import type { Admission, Guard, PermissionGuard, Verdict } from '../../verdict.ts';

/** The options of every adapter. */
export interface AdapterOptions {
  /**
   * Turns the path and query that were received into those that the host requested, for a proxy that adds a
   * prefix to the path. Authbeat verifies the result, so two routes of the app must never get the same one.
   * Defaults to the path and query that were received.
   */
  readonly publicUrl?: (url: string) => string;
}

/**
 * Completes an adapter's options with their defaults.
 *
 * @throws {ConfigurationError}
 */
export function resolveAdapterOptions({
  publicUrl = (url) => url,
}: AdapterOptions): Required<AdapterOptions> {
  if (typeof publicUrl !== 'function') throw new ConfigurationError(['`publicUrl` must be a function']);
  return { publicUrl };
}

/** No further arguments: so the compiler refuses a factory in the place of its handler, also where Express takes `any`. */
type Nothing = readonly never[];

/** Authbeat's endpoints and guards, in the form that a framework takes. Each of these makes a handler when it is called. */
export interface Handlers<Endpoints, AdaptedGuard, AdaptedShell, AdaptedPermission = AdaptedGuard> {
  /** Responds to the requests for Authbeat itself, below `mount`. Put it in front of the app's own routes. */
  readonly endpoints: (...none: Nothing) => Endpoints;
  /** Guards the pages that a host frames. An expired page load heals. */
  readonly page: (...none: Nothing) => AdaptedGuard;
  /** Guards APIs. */
  readonly api: (options?: ApiOptions, ...none: Nothing) => AdaptedGuard;
  /** Guards webhooks. Each token of the host is admitted once. */
  readonly webhook: (...none: Nothing) => AdaptedGuard;
  /** Guards what Forge calls at a remote. See `Authbeat.remote`. */
  readonly remote: (...none: Nothing) => AdaptedGuard;
  /** Guards the static page of a `cacheable` module. Admits every request. */
  readonly shell: (options?: ShellOptions, ...none: Nothing) => AdaptedShell;
  /**
   * Guards requests by the permissions of their user in the host. Put it behind `page()`, `api()` or `webhook()`. See
   * `Authbeat.permission`.
   */
  readonly permission: (required: RequiredPermissions, ...none: Nothing) => AdaptedPermission;
}

/** How a framework's handlers are made. */
export interface HandlerPlan<Endpoints, AdaptedGuard, AdaptedShell, AdaptedPermission> {
  readonly endpoints: Endpoints;
  readonly toGuard: (guard: Guard) => AdaptedGuard;
  readonly toShell: (guard: Guard<undefined>) => AdaptedShell;
  readonly toPermission: (guard: PermissionGuard) => AdaptedPermission;
}

/** Adapts every guard of Authbeat to a framework. */
export function adaptHandlers<Endpoints, AdaptedGuard, AdaptedShell, AdaptedPermission>(
  authbeat: Authbeat,
  {
    endpoints,
    toGuard,
    toShell,
    toPermission,
  }: HandlerPlan<Endpoints, AdaptedGuard, AdaptedShell, AdaptedPermission>,
): Handlers<Endpoints, AdaptedGuard, AdaptedShell, AdaptedPermission> {
  return {
    endpoints: factory('endpoints', () => endpoints),
    page: factory('page', () => toGuard(authbeat.page())),
    api: factory('api', (options?: ApiOptions) => toGuard(authbeat.api(options))),
    webhook: factory('webhook', () => toGuard(authbeat.webhook())),
    remote: factory('remote', () => toGuard(authbeat.remote())),
    shell: factory('shell', (options?: ShellOptions) => toShell(authbeat.shell(options))),
    permission: factory('permission', (required: RequiredPermissions = {}) =>
      toPermission(authbeat.permission(required)),
    ),
  };
}

/** Refuses what a framework passes to `app.use(endpoints)`: the handler would be made for each request and never run. */
function factory<Options, Handler>(
  name: keyof Handlers<never, never, never>,
  make: (options?: Options) => Handler,
): (options?: Options) => Handler {
  return (options) => {
    if (isMisused(options))
      throw new TypeError(`\`${name}\` was used as a handler. Call it to get the handler: \`${name}()\`.`);
    return make(options);
  };
}

/** Frameworks call a handler with their request, Hono with an object that holds it. An app may pass its own handler. */
function isMisused(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && ('method' in value || 'req' in value);
}

/** The response of an endpoint; `undefined` when the request is for the app. Never throws or rejects. */
export function respond(
  authbeat: Authbeat,
  request: AuthbeatRequest,
): Eventually<AuthbeatResponse | undefined> {
  return attempt<AuthbeatResponse | undefined>(() => authbeat.handle(request), unavailable);
}

/** The verdict of a guard. Never throws or rejects: a request is not admitted when the guard fails. */
export function judge<Admitted extends Admission>(
  guard: Guard<Admitted>,
  request: AuthbeatRequest,
): Eventually<Verdict<Admitted>> {
  return attempt<Verdict<Admitted>, AuthbeatRequest>(guard, refuse, request);
}

function refuse(cause: unknown): { readonly admitted: false; readonly response: AuthbeatResponse } {
  return { admitted: false, response: unavailable(cause) };
}

function unavailable(cause: unknown): AuthbeatResponse {
  return refusalResponse(new Refusal('unavailable', { cause }));
}
