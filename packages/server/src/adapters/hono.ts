import type { Context, MiddlewareHandler } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import type { Authbeat, Guard, ShellGuard } from '../authbeat.ts';
import type { ShellVerdict } from '../guards/shell.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Answer, Principal, Verdict } from '../verdict.ts';
import { observeResponse, readFetchRequest } from './translation/fetch-messages.ts';
import {
  adaptGuards,
  endpointsOf,
  headersFor,
  isAdditive,
  staysInFront,
  verdictOf,
  type Guards,
} from './translation/guards.ts';
import { resolveAdapterOptions, type AdapterOptions } from './translation/options.ts';

export type { AdapterOptions } from './translation/options.ts';

/** What handlers behind a guard can read: `c.get('authbeat')`. */
export interface AuthbeatEnv {
  Variables: {
    /** Who makes this request. */
    authbeat: Principal;
  };
}

/** Authbeat as Hono middleware. */
export interface HonoHandlers extends Guards<MiddlewareHandler<AuthbeatEnv>, MiddlewareHandler> {
  /** Answers what lies below `mount`. Goes in front of the app's own routes. */
  readonly endpoints: MiddlewareHandler;
}

/**
 * Translates Authbeat for Hono 4.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono';
 * import type { Authbeat } from '@authbeat/server';
 * import { toHono } from '@authbeat/server/hono';
 *
 * export function serve(authbeat: Authbeat): Hono {
 *   const { endpoints, api } = toHono(authbeat);
 *   const app = new Hono();
 *   app.use(endpoints);
 *   app.get('/api/me', api(), (c) => c.json({ account: c.get('authbeat').accountId }));
 *   return app;
 * }
 * ```
 *
 * @throws {ConfigurationError}
 */
export function toHono(authbeat: Authbeat, options: AdapterOptions = {}): HonoHandlers {
  const { publicUrl } = resolveAdapterOptions(options);
  const toMiddleware =
    (guard: Guard | ShellGuard): MiddlewareHandler =>
    async (c, next) => {
      const verdict = await verdictOf<Verdict | ShellVerdict>(guard, readRequest(c, publicUrl));
      if (!verdict.admitted) return toResponse(c, verdict.answer);
      if ('principal' in verdict) c.set('authbeat', verdict.principal);
      const inFront = headersInFront(c);
      await next();
      for (const [name, value] of Object.entries(headersFor(c.res.status, verdict.headers))) {
        const isOwn = c.res.headers.get(name) !== inFront.get(name);
        if (isAdditive(name) || !isOwn) c.header(name, value, { append: staysInFront(name) });
      }
      if ('observe' in verdict && verdict.observe) await observeResponse(c.res, verdict.observe);
      return undefined;
    };
  return {
    ...adaptGuards<MiddlewareHandler<AuthbeatEnv>, MiddlewareHandler>(authbeat, toMiddleware, toMiddleware),
    endpoints: toMiddleware(endpointsOf(authbeat)),
  };
}

function readRequest({ req }: Context, publicUrl: (url: string) => string): AuthbeatRequest {
  return readFetchRequest(req.raw, publicUrl, async () => {
    // Hono keeps what its own parsers have read.
    if (Object.keys(req.bodyCache).length === 0) return undefined;
    const isJson = req.header('content-type')?.startsWith('application/json');
    return isJson ? req.json() : req.parseBody({ all: true });
  });
}

function toResponse(c: Context, { status, headers, body }: Answer): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value, { append: isAdditive(name) });
  return c.newResponse(body === '' ? null : body, status as StatusCode);
}

/** What the response has before the app's handler: a copy, for asking `c.res` would make the handler's give way. */
function headersInFront(c: Context): Headers {
  return new Headers(c.newResponse(null).headers);
}
