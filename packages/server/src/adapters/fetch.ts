import type { Authbeat } from '../authbeat.ts';
import type { Guard, PermissionGuard, Principal } from '../verdict.ts';
import { readFetchRequest, toResponse, withHeaders } from './translation/fetch-messages.ts';
import {
  adaptHandlers,
  judge,
  resolveAdapterOptions,
  respond,
  type AdapterOptions,
  type Handlers,
} from './translation/handlers.ts';
import { headersFor } from '../http/responses.ts';

export type { AdapterOptions } from './translation/handlers.ts';

/** The app's own handler, behind a guard. `Rest` is what the framework passes besides the request. */
export type GuardedHandler<Incoming extends Request, Rest extends readonly unknown[]> = (
  request: Incoming,
  principal: Principal,
  ...rest: Rest
) => Response | Promise<Response>;

/** Wraps a handler of the app, so that only admitted requests reach it. */
export type FetchGuard = <Incoming extends Request, Rest extends readonly unknown[]>(
  handler: GuardedHandler<Incoming, Rest>,
) => (request: Incoming, ...rest: Rest) => Promise<Response>;

/** Wraps the handler of a shell. It gets no principal. */
export type FetchShell = <Incoming extends Request, Rest extends readonly unknown[]>(
  handler: (request: Incoming, ...rest: Rest) => Response | Promise<Response>,
) => (request: Incoming, ...rest: Rest) => Promise<Response>;

/** Wraps a handler behind a guard, so that only users with the permissions reach it. */
export type FetchPermission = <Incoming extends Request, Rest extends readonly unknown[]>(
  handler: GuardedHandler<Incoming, Rest>,
) => (request: Incoming, principal: Principal, ...rest: Rest) => Promise<Response>;

/** Resolves with the response of an endpoint; with `undefined` when the app is to respond. */
export type FetchEndpoints = (request: Request) => Promise<Response | undefined>;

/** Authbeat for handlers that take a `Request` and return a `Response`. */
export type FetchHandlers = Handlers<FetchEndpoints, FetchGuard, FetchShell, FetchPermission>;

/**
 * Adapts Authbeat to the Fetch standard's `Request` and `Response`: Next.js, React Router, and runtimes such
 * as Workers that have Node's built-in modules.
 *
 * @example
 * ```ts
 * import type { Authbeat } from '@authbeat/server';
 * import { toFetch } from '@authbeat/server/fetch';
 *
 * export function serve(authbeat: Authbeat): (request: Request) => Promise<Response> {
 *   const { endpoints, api } = toFetch(authbeat);
 *   const respond = endpoints();
 *   const me = api()((_request, principal) => Response.json({ account: principal.accountId }));
 *   return async (request) => (await respond(request)) ?? me(request);
 * }
 * ```
 *
 * @throws {ConfigurationError}
 */
export function toFetch(authbeat: Authbeat, options: AdapterOptions = {}): FetchHandlers {
  const { publicUrl } = resolveAdapterOptions(options);
  const toGuard =
    (guard: Guard): FetchGuard =>
    (handler) =>
    async (request, ...rest) => {
      const verdict = await judge(guard, readFetchRequest(request, publicUrl));
      if (!verdict.admitted) return toResponse(verdict.response);
      return withHeaders(await handler(request, verdict.principal, ...rest), verdict.headers);
    };
  const toShell =
    (guard: Guard<undefined>): FetchShell =>
    (handler) =>
    async (request, ...rest) => {
      const verdict = await judge(guard, readFetchRequest(request, publicUrl));
      if (!verdict.admitted) return toResponse(verdict.response);
      const own = await handler(request, ...rest);
      return withHeaders(own, headersFor(own.status, verdict.headers));
    };
  const toPermission =
    (guard: PermissionGuard): FetchPermission =>
    (handler) =>
    async (request, principal, ...rest) => {
      const verdict = await guard(principal, readFetchRequest(request, publicUrl));
      return verdict.admitted ? handler(request, principal, ...rest) : toResponse(verdict.response);
    };
  const endpoints: FetchEndpoints = async (request) => {
    const own = await respond(authbeat, readFetchRequest(request, publicUrl));
    return own && toResponse(own);
  };
  return adaptHandlers(authbeat, { endpoints, toGuard, toShell, toPermission });
}
