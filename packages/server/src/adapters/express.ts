import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authbeat } from '../authbeat.ts';
import type { Principal } from '../verdict.ts';
import { toNode, type Next } from './node.ts';
import type { AdapterOptions, Handlers } from './translation/handlers.ts';

export type { AdapterOptions } from './translation/handlers.ts';

declare global {
  // Express's own types are extended through this namespace and no other way.
  // oxlint-disable-next-line typescript/no-namespace
  namespace Express {
    interface Request {
      /** The verified identity behind this request. Set by `page()`, `api()` and `webhook()` only. */
      authbeat: Principal;
    }
  }
}

/** A handler of Express. Without Express's own types, it fits versions 4 and 5, and routes keep their parameters. */
export type ExpressHandler = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/** Authbeat as handlers of Express. */
export type ExpressHandlers = Handlers<ExpressHandler, ExpressHandler, ExpressHandler>;

/**
 * Adapts Authbeat to Express 4 and 5. Body parsers may run before or after it.
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
 *     .use(endpoints())
 *     .get('/foo.html', page(), (request, response) => response.send('Foo'))
 *     .get('/api/me', api(), (request, response) => response.json(request.authbeat.accountId));
 * }
 * ```
 *
 * @throws {ConfigurationError}
 */
export function toExpress(authbeat: Authbeat, options: AdapterOptions = {}): ExpressHandlers {
  return toNode(authbeat, options);
}
