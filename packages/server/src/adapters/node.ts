import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authbeat } from '../authbeat.ts';
import { andThen, type Eventually } from '../eventually.ts';
import type { ApiOptions } from '../guards/api.ts';
import type { Guard, PermissionGuard, Principal } from '../verdict.ts';
import {
  adaptHandlers,
  judge,
  resolveAdapterOptions,
  respond,
  type AdapterOptions,
  type Handlers,
} from './translation/handlers.ts';
import { applyVerdict, readNodeRequest, sendResponse } from './translation/node-messages.ts';
import { guardUpgrades, type AcceptUpgrade, type UpgradeListener } from './translation/upgrade.ts';

export type { AdapterOptions } from './translation/handlers.ts';
export { readNodeRequest, sendResponse } from './translation/node-messages.ts';
export { refuseUpgrade } from './translation/upgrade.ts';
export type { AcceptUpgrade, UpgradeListener } from './translation/upgrade.ts';

/** A request that a guard has admitted. */
export interface GuardedRequest extends IncomingMessage {
  /** The verified identity behind this request. */
  authbeat: Principal;
}

/** The next handler of a connect-style framework. */
export type Next = (error?: unknown) => void;

/**
 * Returns the principal of an admitted request, after calling `next` if it was passed; or `undefined` once a response
 * has been sent. It does so at once for a session that this node knows, and by a promise otherwise: await it. Throws or
 * rejects only if `next` throws.
 */
export type NodeGuard = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: Next,
) => Eventually<Principal | undefined>;

/**
 * Returns `true` once a response has been sent; or `false`, after calling `next` if it was passed, when the app is to
 * respond. It does so at once where it can, and by a promise otherwise: await it. Throws or rejects only if `next`
 * throws.
 */
export type NodeFilter = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: Next,
) => Eventually<boolean>;

/** Authbeat for Node's own servers and for connect-style frameworks. */
export interface NodeHandlers extends Handlers<NodeFilter, NodeGuard, NodeFilter> {
  /**
   * Guards upgrades, such as those to WebSockets, as `api()` guards requests. Refuses the others on the socket.
   *
   * @example
   * ```ts
   * import type { Server } from 'node:http';
   * import type { Authbeat } from '@authbeat/server';
   * import { toNode } from '@authbeat/server/node';
   * import { WebSocketServer } from 'ws';
   *
   * export function acceptSockets(server: Server, authbeat: Authbeat): void {
   *   const sockets = new WebSocketServer({ noServer: true });
   *   const accept = toNode(authbeat).upgrade((request, socket, head, principal) => {
   *     sockets.handleUpgrade(request, socket, head, (ws) => ws.send(`Hello ${principal.accountId}`));
   *   });
   *   server.on('upgrade', accept);
   * }
   * ```
   *
   * @throws {ConfigurationError}
   */
  readonly upgrade: (accept: AcceptUpgrade, options?: ApiOptions) => UpgradeListener;
}

/**
 * Adapts Authbeat to `node:http`, `node:https`, the compatibility API of `node:http2`, and frameworks whose
 * handlers take `(request, response, next)`. Body parsers may run before or after it.
 *
 * @example
 * ```ts
 * import { createServer, type Server } from 'node:http';
 * import type { Authbeat } from '@authbeat/server';
 * import { toNode } from '@authbeat/server/node';
 *
 * export function serve(authbeat: Authbeat): Server {
 *   const { endpoints, api } = toNode(authbeat);
 *   const [respond, guard] = [endpoints(), api()];
 *   return createServer(async (request, response) => {
 *     if (await respond(request, response)) return;
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
    (request, response, next) =>
      andThen(judge(guard, readNodeRequest(request, publicUrl)), (verdict) => {
        if (!applyVerdict(response, verdict)) return undefined;
        (request as GuardedRequest).authbeat = verdict.principal;
        next?.();
        return verdict.principal;
      });
  const toPermission =
    (guard: PermissionGuard): NodeGuard =>
    async (request, response, next) => {
      const verdict = await guard(principalOf(request), readNodeRequest(request, publicUrl));
      if (!applyVerdict(response, verdict)) return undefined;
      next?.();
      return verdict.principal;
    };
  const toShell =
    (guard: Guard<undefined>): NodeFilter =>
    (request, response, next) =>
      andThen(judge(guard, readNodeRequest(request, publicUrl)), (verdict) => {
        if (!applyVerdict(response, verdict)) return true;
        next?.();
        return false;
      });
  const endpoints: NodeFilter = (request, response, next) =>
    andThen(respond(authbeat, readNodeRequest(request, publicUrl)), (own) => {
      if (response.headersSent) return true;
      if (own) {
        sendResponse(response, own);
        return true;
      }
      next?.();
      return false;
    });
  return {
    ...adaptHandlers(authbeat, { endpoints, toGuard, toShell, toPermission }),
    upgrade: (accept, apiOptions) => guardUpgrades(authbeat.api(apiOptions), accept, publicUrl),
  };
}

/** The principal of a request that a guard has admitted before. */
function principalOf(request: IncomingMessage & { readonly authbeat?: Principal }): Principal | undefined {
  return request.authbeat;
}
