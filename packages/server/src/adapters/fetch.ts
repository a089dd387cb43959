import type { Authbeat, Guard, ShellGuard } from '../authbeat.ts';
import type { Principal } from '../verdict.ts';
import { observeResponse, readFetchRequest, toResponse, withHeaders } from './translation/fetch-messages.ts';
import { adaptGuards, endpointsOf, headersFor, verdictOf, type Guards } from './translation/guards.ts';
import { resolveAdapterOptions, type AdapterOptions } from './translation/options.ts';

export type { AdapterOptions } from './translation/options.ts';

/** The app's own handler, behind a guard. `Rest` is whatever else the framework passes along. */
export type GuardedHandler<Incoming extends Request, Rest extends readonly unknown[]> = (
  request: Incoming,
  principal: Principal,
  ...rest: Rest
) => Response | Promise<Response>;

/** Makes a handler of the app's into one that only admitted requests reach. */
export type FetchGuard = <Incoming extends Request, Rest extends readonly unknown[]>(
  handler: GuardedHandler<Incoming, Rest>,
) => (request: Incoming, ...rest: Rest) => Promise<Response>;

/** The same for a page that is for everybody: there is no principal. */
export type FetchShell = <Incoming extends Request, Rest extends readonly unknown[]>(
  handler: (request: Incoming, ...rest: Rest) => Response | Promise<Response>,
) => (request: Incoming, ...rest: Rest) => Promise<Response>;

/** Authbeat for everything that makes a `Response` of a `Request`. */
export interface FetchHandlers extends Guards<FetchGuard, FetchShell> {
  /** Answers what lies below `mount`; `undefined` for all other requests. */
  readonly endpoints: (request: Request) => Promise<Response | undefined>;
}

/**
 * Translates Authbeat for the Fetch standard's `Request` and `Response`: Next.js, React Router, and runtimes
 * in the manner of Workers that have Node's built-in modules.
 *
 * @example
 * ```ts
 * import type { Authbeat } from '@authbeat/server';
 * import { toFetch } from '@authbeat/server/fetch';
 *
 * export function serve(authbeat: Authbeat): (request: Request) => Promise<Response> {
 *   const { endpoints, api } = toFetch(authbeat);
 *   const me = api()((_request, principal) => Response.json({ account: principal.accountId }));
 *   return async (request) => (await endpoints(request)) ?? me(request);
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
      const verdict = await verdictOf(guard, readFetchRequest(request, publicUrl));
      if (!verdict.admitted) return toResponse(verdict.answer);
      return withHeaders(await handler(request, verdict.principal, ...rest), verdict.headers);
    };
  const toShell =
    (guard: ShellGuard): FetchShell =>
    (handler) =>
    async (request, ...rest) => {
      const verdict = await verdictOf(guard, readFetchRequest(request, publicUrl));
      if (!verdict.admitted) return toResponse(verdict.answer);
      const own = await handler(request, ...rest);
      const response = withHeaders(own, headersFor(own.status, verdict.headers));
      if (verdict.observe) await observeResponse(response, verdict.observe);
      return response;
    };
  return {
    ...adaptGuards(authbeat, toGuard, toShell),
    async endpoints(request) {
      const verdict = await verdictOf(endpointsOf(authbeat), readFetchRequest(request, publicUrl));
      return verdict.admitted ? undefined : toResponse(verdict.answer);
    },
  };
}
