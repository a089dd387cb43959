import type { Context, MiddlewareHandler } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import type { Authbeat } from '../authbeat.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { AuthbeatResponse } from '../response.ts';
import type { Admission, Guard, Principal } from '../verdict.ts';
import { readFetchRequest } from './translation/fetch-messages.ts';
import {
  adaptHandlers,
  judge,
  resolveAdapterOptions,
  respond,
  type AdapterOptions,
  type Handlers,
} from './translation/handlers.ts';
import { headersFor, isAdditive, staysInFront } from './translation/headers.ts';

export type { AdapterOptions } from './translation/handlers.ts';

/** What handlers behind a guard can read: `c.get('authbeat')`. */
export interface AuthbeatEnv {
  Variables: {
    /** The verified identity behind this request. */
    authbeat: Principal;
  };
}

/** Authbeat as Hono middleware. */
export type HonoHandlers = Handlers<MiddlewareHandler, MiddlewareHandler<AuthbeatEnv>, MiddlewareHandler>;

/**
 * Adapts Authbeat to Hono 4.
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
 *   app.use(endpoints());
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
    (guard: Guard<Admission>): MiddlewareHandler =>
    async (c, next) => {
      const verdict = await judge(guard, readRequest(c, publicUrl));
      if (!verdict.admitted) return toResponse(c, verdict.response);
      if (verdict.principal) c.set('authbeat', verdict.principal);
      const inFront = headersInFront(c);
      await next();
      for (const [name, value] of Object.entries(headersFor(c.res.status, verdict.headers))) {
        const isOwn = c.res.headers.get(name) !== inFront.get(name);
        if (isAdditive(name) || !isOwn) c.header(name, value, { append: staysInFront(name) });
      }
      return undefined;
    };
  const endpoints: MiddlewareHandler = async (c, next) => {
    const own = await respond(authbeat, readRequest(c, publicUrl));
    return own ? toResponse(c, own) : next();
  };
  return adaptHandlers<MiddlewareHandler, MiddlewareHandler<AuthbeatEnv>, MiddlewareHandler>(authbeat, {
    endpoints,
    toGuard: toMiddleware,
    toShell: toMiddleware,
  });
}

function readRequest({ req }: Context, publicUrl: (url: string) => string): AuthbeatRequest {
  return readFetchRequest(req.raw, publicUrl, async () => {
    // Hono caches what its own parsers have read.
    if (Object.keys(req.bodyCache).length === 0) return undefined;
    const isJson = req.header('content-type')?.startsWith('application/json');
    return isJson ? req.json() : req.parseBody({ all: true });
  });
}

function toResponse(c: Context, { status, headers, body }: AuthbeatResponse): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value, { append: isAdditive(name) });
  return c.newResponse(body === '' ? null : body, status as StatusCode);
}

/** The headers that were set before the app's handler. A copy: reading `c.res` would make Hono merge it with the handler's response. */
function headersInFront(c: Context): Headers {
  return new Headers(c.newResponse(null).headers);
}
