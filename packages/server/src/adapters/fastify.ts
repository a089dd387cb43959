import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authbeat, Guard, ShellGuard } from '../authbeat.ts';
import type { ShellVerdict } from '../guards/shell.ts';
import type { Answer, Principal, Verdict } from '../verdict.ts';
import {
  adaptGuards,
  endpointsOf,
  isAdditive,
  staysInFront,
  verdictOf,
  type Guards,
} from './translation/guards.ts';
import { keepNoFailure, observeBody, readNodeRequest } from './translation/node-messages.ts';
import { resolveAdapterOptions, type AdapterOptions } from './translation/options.ts';

export type { AdapterOptions } from './translation/options.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who makes this request. Behind a guard only. */
    authbeat: Principal;
  }
}

/** A hook of Fastify's: `onRequest`, or a later one. */
export type FastifyHook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Authbeat as hooks of Fastify. */
export interface FastifyHandlers extends Guards<FastifyHook, FastifyHook> {
  /** Answers what lies below `mount`. An `onRequest` hook of the root instance. */
  readonly endpoints: FastifyHook;
}

/**
 * Translates Authbeat for Fastify 5. It needs no content type parser, and gets along with any.
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
 *   app.addHook('onRequest', endpoints);
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
    (guard: Guard | ShellGuard): FastifyHook =>
    async (request, reply) => {
      const verdict = await verdictOf<Verdict | ShellVerdict>(guard, readNodeRequest(request.raw, publicUrl));
      if (!verdict.admitted) return sendAnswer(reply, verdict.answer);
      addHeaders(reply, verdict.headers, staysInFront);
      if ('principal' in verdict) {
        request.authbeat = verdict.principal;
        return undefined;
      }
      keepNoFailure(reply.raw, verdict.headers);
      if (verdict.observe) observeBody(reply.raw, verdict.observe);
      return undefined;
    };
  return { ...adaptGuards(authbeat, toHook, toHook), endpoints: toHook(endpointsOf(authbeat)) };
}

function sendAnswer(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  addHeaders(reply, headers, isAdditive);
  return reply.code(status).send(body);
}

function addHeaders(
  reply: FastifyReply,
  headers: Readonly<Record<string, string>>,
  stays: (header: string) => boolean,
): void {
  for (const [name, value] of Object.entries(headers)) {
    // Fastify itself keeps several cookies, but of any other header the last.
    const kept = stays(name) && name !== 'set-cookie' ? reply.getHeader(name) : undefined;
    reply.header(name, kept === undefined ? value : `${String(kept)}, ${value}`);
  }
}
