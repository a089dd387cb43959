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
      const inFront = valuesInFront(c, Object.keys(verdict.headers));
      await next();
      const headers = Object.entries(headersFor(c.res.status, verdict.headers));
      addHeaders(
        c,
        headers.filter(([name]) => isAdditive(name) || c.res.headers.get(name) === inFront.get(name)),
      );
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

/** Adds headers to the handler's response. */
function addHeaders(c: Context, headers: readonly (readonly [name: string, value: string])[]): void {
  const [first, ...more] = headers;
  if (!first) return;
  // Hono copies the response for every header that it sets, because it may be immutable. One copy is enough.
  c.header(...first, { append: staysInFront(first[0]) });
  for (const [name, value] of more) {
    if (staysInFront(name)) c.res.headers.append(name, value);
    else c.res.headers.set(name, value);
  }
}

/** The values that were set before the app's handler. Reading `c.res` would make Hono merge it with the handler's response. */
function valuesInFront(c: Context, names: readonly string[]): ReadonlyMap<string, string | null> {
  const { headers } = c.newResponse(null);
  return new Map(names.map((name) => [name, headers.get(name)]));
}
