import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authbeat, Guard, ShellGuard } from '../authbeat.ts';
import type { Principal } from '../verdict.ts';
import { adaptGuards, endpointsOf, verdictOf, type Guards } from './translation/guards.ts';
import { applyVerdict, keepNoFailure, observeBody, readNodeRequest } from './translation/node-messages.ts';
import { resolveAdapterOptions, type AdapterOptions } from './translation/options.ts';

export type { AdapterOptions } from './translation/options.ts';

/** A request that a guard has admitted. */
export interface GuardedRequest extends IncomingMessage {
  /** Who makes this request. */
  authbeat: Principal;
}

/** The next handler of a connect-style framework. */
export type Next = (error?: unknown) => void;

/**
 * Resolves with the principal of a request that is admitted, after calling `next` if there is one; or with
 * `undefined` when the request has been answered. Never rejects by itself.
 */
export type NodeGuard = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: Next,
) => Promise<Principal | undefined>;

/**
 * Resolves with `true` when the request has been answered; with `false`, after calling `next` if there is
 * one, when it is the app's turn. Never rejects by itself.
 */
export type NodeFilter = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: Next,
) => Promise<boolean>;

/** Authbeat for Node's own servers and for connect-style frameworks. */
export interface NodeHandlers extends Guards<NodeGuard, NodeFilter> {
  /** Answers what lies below `mount`. Goes in front of the app's own routes. */
  readonly endpoints: NodeFilter;
}

/**
 * Translates Authbeat for `node:http`, `node:https` and the compatibility API of `node:http2`, and for
 * whatever takes `(request, response, next)`. Body parsers may stand before or behind it.
 *
 * @example
 * ```ts
 * import { createServer, type Server } from 'node:http';
 * import type { Authbeat } from '@authbeat/server';
 * import { toNode } from '@authbeat/server/node';
 *
 * export function serve(authbeat: Authbeat): Server {
 *   const { endpoints, api } = toNode(authbeat);
 *   const guard = api();
 *   return createServer(async (request, response) => {
 *     if (await endpoints(request, response)) return;
 *     const principal = await guard(request, response);
 *     if (principal) response.end(`Hello ${principal.accountId}`);
 *   });
 * }
 * ```
 *
 * @throws {ConfigurationError}
 */
export function toNode(authbeat: Authbeat, options: AdapterOptions = {}): NodeHandlers {
  const { publicUrl } = resolveAdapterOptions(options);
  const toGuard =
    (guard: Guard): NodeGuard =>
    async (request, response, next) => {
      const verdict = await verdictOf(guard, readNodeRequest(request, publicUrl));
      if (!applyVerdict(response, verdict)) return undefined;
      Object.assign(request, { authbeat: verdict.principal });
      next?.();
      return verdict.principal;
    };
  const toFilter =
    (guard: ShellGuard): NodeFilter =>
    async (request, response, next) => {
      const verdict = await verdictOf(guard, readNodeRequest(request, publicUrl));
      if (!applyVerdict(response, verdict)) return true;
      keepNoFailure(response, verdict.headers);
      if (verdict.observe) observeBody(response, verdict.observe);
      next?.();
      return false;
    };
  return { ...adaptGuards(authbeat, toGuard, toFilter), endpoints: toFilter(endpointsOf(authbeat)) };
}
