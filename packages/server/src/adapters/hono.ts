import type { IncomingMessage } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import type { Authbeat } from '../authbeat.ts';
import { isPending } from '../eventually.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { AuthbeatResponse } from '../response.ts';
import type { Admission, Guard, PermissionGuard, Principal } from '../verdict.ts';
import { readFetchRequest, withHeaders } from './translation/fetch-messages.ts';
import {
  adaptHandlers,
  judge,
  resolveAdapterOptions,
  respond,
  type AdapterOptions,
  type Handlers,
} from './translation/handlers.ts';
import { headersFor, isAdditive, staysInFront } from '../http/responses.ts';

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
      const deciding = judge(guard, readRequest(c, publicUrl));
      const verdict = isPending(deciding) ? await deciding : deciding;
      if (!verdict.admitted) return toResponse(c, verdict.response);
      if (verdict.principal) c.set('authbeat', verdict.principal);
      setHeaders(c, verdict.headers, staysInFront);
      await next();
      completeHeaders(c, verdict.headers);
      return undefined;
    };
  const toPermission =
    (guard: PermissionGuard): MiddlewareHandler<AuthbeatEnv> =>
    async (c, next) => {
      const verdict = await guard(c.get('authbeat'), readRequest(c, publicUrl));
      return verdict.admitted ? next() : toResponse(c, verdict.response);
    };
  const endpoints: MiddlewareHandler = async (c, next) => {
    const responding = respond(authbeat, readRequest(c, publicUrl));
    const own = isPending(responding) ? await responding : responding;
    return own ? toResponse(c, own) : next();
  };
  return adaptHandlers<
    MiddlewareHandler,
    MiddlewareHandler<AuthbeatEnv>,
    MiddlewareHandler,
    MiddlewareHandler<AuthbeatEnv>
  >(authbeat, { endpoints, toGuard: toMiddleware, toShell: toMiddleware, toPermission });
}

function readRequest(c: Context, publicUrl: (url: string) => string): AuthbeatRequest {
  return readFetchRequest(c.req.raw, publicUrl, {
    readParsed: async () => readParsed(c),
    readAddress: () => addressOf(c),
  });
}

/** Hono caches what its own parsers have read. */
async function readParsed({ req }: Context): Promise<unknown> {
  if (Object.keys(req.bodyCache).length === 0) return undefined;
  const isJson = req.header('content-type')?.startsWith('application/json');
  return isJson ? req.json() : req.parseBody({ all: true });
}

/** The address of the caller, where Hono runs on a server of Node. */
function addressOf({ env }: Context): string | undefined {
  return (env as { readonly incoming?: IncomingMessage } | undefined)?.incoming?.socket.remoteAddress;
}

function toResponse(c: Context, { status, headers, body }: AuthbeatResponse): Response {
  setHeaders(c, headers, isAdditive);
  return c.newResponse(body === '' ? null : body, status as StatusCode);
}

function setHeaders(
  c: Context,
  headers: Readonly<Record<string, string>>,
  stays: (header: string) => boolean,
): void {
  for (const name of Object.keys(headers)) {
    if (stays(name)) c.header(name, headers[name], APPENDED);
    else c.header(name, headers[name]);
  }
}

const APPENDED = { append: true };

/**
 * Hono puts the headers that were set before the app's handler on every response that the handler makes by the context.
 * Adds them to any other response, and prevents caches from keeping an error.
 */
function completeHeaders(c: Context, headers: Readonly<Record<string, string>>): void {
  const { res } = c;
  const isComplete = Object.keys(headers).every((name) => hasHeader(res, name, headers[name] ?? ''));
  if (!isComplete) {
    // Hono would put the headers of the first response on the second.
    c.res = undefined;
    c.res = withHeaders(res, headers);
  }
  const name = 'cache-control';
  const { [name]: value } = headersFor(res.status, headers);
  if (value !== headers[name] && c.res.headers.get(name) === headers[name]) c.header(name, value);
}

function hasHeader({ headers }: Response, name: string, value: string): boolean {
  const sent = headers.get(name);
  return isAdditive(name) ? sent?.includes(value) === true : sent !== null;
}
