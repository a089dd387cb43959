import { spendTicket } from '../access/tickets.ts';
import { requireLive } from '../access/validity.ts';
import { requireSession, type LiveSession } from '../access/session.ts';
import { ConfigurationError, Refusal } from '../errors.ts';
import { andThen, type Eventually } from '../eventually.ts';
import { readCredential } from '../http/credentials.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { Handled } from '../signals/report-request.ts';
import type { Guard, Verdict } from '../verdict.ts';
import { admit, API_HEADERS, createGuard, identifyByHost, identifyByOwn, type Identified } from './guard.ts';

/** A token kind that `api()` can admit. */
export type ApiTokenKind = 'session' | 'context';

export interface ApiOptions {
  /**
   * Which kinds of token are admitted. Defaults to `['session']`; with it, GET requests may use a resource ticket.
   * Add `'context'` for pages that send the host's context token, as apps written for ACE do.
   */
  readonly accept?: readonly ApiTokenKind[];
}

const API_TOKEN_KINDS: ReadonlySet<string> = new Set<ApiTokenKind>(['session', 'context']);

/**
 * Guards APIs: admits session tokens, and resource tickets on GET.
 *
 * @throws {ConfigurationError} when `accept` lists no token kind, or an unknown one
 */
export function createApiGuard(services: Services, { accept = ['session'] }: ApiOptions = {}): Guard {
  if (accept.length === 0 || !accept.every((kind) => API_TOKEN_KINDS.has(kind))) {
    throw new ConfigurationError(['`accept` must list "session", "context" or both']);
  }
  return createGuard(services, {
    door: 'api',
    decide: (request) => andThen(identify(request, accept, services), admitRequest),
  });
}

function admitRequest({ principal, token, headers = API_HEADERS }: ApiRequest): Handled<Verdict> {
  return admit('api', principal, headers, token);
}

/** Whose request it is, and the headers of its response where they differ from `API_HEADERS`. */
interface ApiRequest extends Identified {
  readonly headers?: Readonly<Record<string, string>>;
}

function identify(
  request: AuthbeatRequest,
  accept: readonly ApiTokenKind[],
  services: Services,
): Eventually<ApiRequest> {
  const credential = readCredential(request);
  const acceptsSession = accept.includes('session');
  if (credential?.place === 'query-ticket' && acceptsSession) {
    if (request.method !== 'GET') throw new Refusal('ticket_invalid');
    return identifyByTicket(credential.token, request.url, services);
  }
  if (credential?.place === 'header-jwt' && accept.includes('context')) {
    return andThen(services.hostTokens.readContext(credential.token), (hostToken) =>
      identifyByHost('context', hostToken, services),
    );
  }
  if (!acceptsSession)
    throw credential ? new Refusal('host_token_invalid') : new Refusal('session_missing', { foreign: true });
  return andThen(requireSession(request, services, credential), identifyBySession, services);
}

function identifyBySession({ session, tenant, headers }: LiveSession, services: Services): ApiRequest {
  const identified = identifyByOwn('session', session, tenant, services);
  if (session.thumbprint === undefined) return identified;
  return { ...identified, headers: { ...API_HEADERS, ...headers } };
}

async function identifyByTicket(token: string, url: string, services: Services): Promise<Identified> {
  const { ticket, expired } = services.ticketTokens.read(token, 'resource', url);
  const tenant = await requireLive(ticket, services, 'ticket_invalid');
  if (expired || !(await spendTicket(ticket, services))) {
    throw new Refusal('ticket_invalid');
  }
  return identifyByOwn('ticket', ticket, tenant, services);
}
