import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authbeat } from '../authbeat.ts';
import type { Principal } from '../verdict.ts';
import { toNode, type Next } from './node.ts';
import type { Guards } from './translation/guards.ts';
import type { AdapterOptions } from './translation/options.ts';

export type { AdapterOptions } from './translation/options.ts';

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

/** A handler of Express. Free of its types, so that those of 4 and of 5 fit, and routes keep their parameters. */
export type ExpressHandler = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/** Authbeat as handlers of Express. */
export interface ExpressHandlers extends Guards<ExpressHandler, ExpressHandler> {
  /** Answers what lies below `mount`. Goes in front of the app's own routes. */
  readonly endpoints: ExpressHandler;
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
 *
 * @throws {ConfigurationError}
 */
export function toExpress(authbeat: Authbeat, options: AdapterOptions = {}): ExpressHandlers {
  return toNode(authbeat, options);
}
