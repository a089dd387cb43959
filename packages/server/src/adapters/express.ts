import type { Request, RequestHandler, Response } from 'express';
import type { ApiOptions } from '../guards/api.ts';
import type { Authbeat, Guard } from '../authbeat.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Answer, Principal } from '../verdict.ts';
import { readBody } from './read-body.ts';

declare global {
  // Express's own types are extended through this namespace and no other way.
  // oxlint-disable-next-line typescript/no-namespace
  namespace Express {
    interface Request {
      /** Who makes this request. Behind a guard only. */
      authbeat: Principal;
    }
  }
}

/** Authbeat as handlers of Express 4 and 5. */
export interface ExpressHandlers {
  /** Answers what lies below `mount`. Goes in front of the app's own routes, at the root. */
  readonly endpoints: RequestHandler;
  /** Guards the documents of iframes. */
  readonly page: () => RequestHandler;
  /** Guards APIs. */
  readonly api: (options?: ApiOptions) => RequestHandler;
}

/**
 * Translates Authbeat for Express 4 and 5. Body parsers may stand before or behind it.
 *
 * @example
 * ```ts
 * import express from 'express';
 * import type { Authbeat } from '@authbeat/server';
 * import { toExpress } from '@authbeat/server/express';
 *
 * export function serve(authbeat: Authbeat): express.Express {
 *   const { endpoints, page, api } = toExpress(authbeat);
 *   return express()
 *     .use(endpoints)
 *     .get('/foo.html', page(), (request, response) => response.send('Foo'))
 *     .get('/api/me', api(), (request, response) => response.json(request.authbeat.accountId));
 * }
 * ```
 */
export function toExpress(authbeat: Authbeat): ExpressHandlers {
  return {
    endpoints: answering(async (request, response) => {
      const answer = await authbeat.handle(toRequest(request));
      if (answer) send(response, answer);
      return answer === undefined;
    }),
    page: () => guarding(authbeat.page()),
    api: (options) => guarding(authbeat.api(options)),
  };
}

function guarding(guard: Guard): RequestHandler {
  return answering(async (request, response) => {
    const verdict = await guard(toRequest(request));
    if (!verdict.admitted) {
      send(response, verdict.answer);
      return false;
    }
    const { vary, ...headers } = verdict.headers;
    response.set(headers);
    if (vary) response.vary(vary);
    request.authbeat = verdict.principal;
    return true;
  });
}

/** Express 4 does not wait for promises: whether the app's own handlers are next is told when it is known. */
function answering(isForApp: (request: Request, response: Response) => Promise<boolean>): RequestHandler {
  return async (request, response, next) => {
    let forApp: boolean;
    try {
      forApp = await isForApp(request, response);
    } catch (error) {
      next(error);
      return;
    }
    if (forApp) next();
  };
}

function toRequest(request: Request): AuthbeatRequest {
  return {
    method: request.method,
    url: request.originalUrl,
    header: (name) => request.get(name),
    body: async (limit) => readBody(request, request.body, limit),
  };
}

function send(response: Response, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}
