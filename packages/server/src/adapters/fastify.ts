import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authbeat } from '../authbeat.ts';
import { andThen } from '../eventually.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { AuthbeatResponse } from '../response.ts';
import type { Admission, Guard, PermissionGuard, Principal } from '../verdict.ts';
import {
  adaptHandlers,
  judge,
  resolveAdapterOptions,
  respond,
  type AdapterOptions,
  type Handlers,
} from './translation/handlers.ts';
import { isAdditive, staysInFront } from '../http/responses.ts';
import { preventErrorCaching, readNodeRequest } from './translation/node-messages.ts';

export type { AdapterOptions } from './translation/handlers.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The verified identity behind this request. Set by `page()`, `api()` and `webhook()` only. */
    authbeat: Principal;
  }
}

/**
 * A hook of Fastify, for `onRequest` or later, in the form with a callback, which Fastify passes last: it is called when
 * the request is admitted.
 */
export type FastifyHook = (request: FastifyRequest, reply: FastifyReply, ...rest: readonly unknown[]) => void;

/** Authbeat as hooks of Fastify. `endpoints()` is an `onRequest` hook of the root instance. */
export type FastifyHandlers = Handlers<FastifyHook, FastifyHook, FastifyHook>;

/**
 * Adapts Authbeat to Fastify 5. It needs no content type parser and works with any.
 *
 * @example
 * ```ts
 * import fastify, { type FastifyInstance } from 'fastify';
 * import type { Authbeat } from '@authbeat/server';
 * import { toFastify } from '@authbeat/server/fastify';
 *
 * export function serve(authbeat: Authbeat): FastifyInstance {
 *   const { endpoints, api } = toFastify(authbeat);
 *   const app = fastify();
 *   app.addHook('onRequest', endpoints());
 *   app.get('/api/me', { onRequest: api() }, (request) => ({ account: request.authbeat.accountId }));
 *   return app;
 * }
 * ```
 *
 * @throws {ConfigurationError}
 */
export function toFastify(authbeat: Authbeat, options: AdapterOptions = {}): FastifyHandlers {
  const { publicUrl } = resolveAdapterOptions(options);
  const toHook =
    (guard: Guard<Admission>): FastifyHook =>
    (request, reply, ...rest) => {
      void andThen(judge(guard, readRequest(request, publicUrl)), (verdict) => {
        if (!verdict.admitted) return sendResponse(reply, verdict.response);
        if (verdict.principal) request.authbeat = verdict.principal;
        verdict.explainPolicy?.(String(reply.getHeader('content-security-policy') ?? ''));
        addHeaders(reply, verdict.headers, staysInFront);
        preventErrorCaching(reply.raw, verdict.headers);
        return goOn(rest);
      });
    };
  const toPermission =
    (guard: PermissionGuard): FastifyHook =>
    (request, reply, ...rest) => {
      const { authbeat: principal }: { readonly authbeat?: Principal } = request;
      void andThen(guard(principal, readNodeRequest(request.raw, publicUrl)), (verdict) =>
        verdict.admitted ? goOn(rest) : sendResponse(reply, verdict.response),
      );
    };
  const endpoints: FastifyHook = (request, reply, ...rest) => {
    void andThen(respond(authbeat, readRequest(request, publicUrl)), (own) =>
      own ? sendResponse(reply, own) : goOn(rest),
    );
  };
  return adaptHandlers(authbeat, { endpoints, toGuard: toHook, toShell: toHook, toPermission });
}

function readRequest(request: FastifyRequest, publicUrl: (url: string) => string): AuthbeatRequest {
  return readNodeRequest(request.raw, publicUrl, request);
}

/** `preParsing` gets the body before the callback, the other hooks get the callback alone. */
function goOn(rest: readonly unknown[]): void {
  const done = rest.at(-1) as () => void;
  done();
}

function sendResponse(reply: FastifyReply, { status, headers, body }: AuthbeatResponse): void {
  addHeaders(reply, headers, isAdditive);
  reply.code(status).send(body);
}

function addHeaders(
  reply: FastifyReply,
  headers: Readonly<Record<string, string>>,
  stays: (header: string) => boolean,
): void {
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? '';
    // Fastify collects cookies by itself. Of any other header it keeps the last.
    const kept = stays(name) && name !== 'set-cookie' ? reply.getHeader(name) : undefined;
    reply.header(name, kept === undefined ? value : `${String(kept)}, ${value}`);
  }
}
