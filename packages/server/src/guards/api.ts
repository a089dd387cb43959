import { requireLive } from '../access/live.ts';
import { requireSession } from '../access/session.ts';
import { spendTicket } from '../access/ticket.ts';
import { ConfigurationError, Refusal } from '../errors.ts';
import { PRIVATE_HEADERS, refusalResponse } from '../http/responses.ts';
import { readCredential } from '../http/credentials.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { Guard, Principal, Verdict } from '../verdict.ts';
import { principalOfHost, principalOfOwn } from './principal.ts';
import { attend, tellAdmitted } from '../signals/attend.ts';

/** A token kind that `api()` can admit. */
export type ApiTokenKind = 'session' | 'context';

export interface ApiOptions {
  /**
   * Which tokens admit. Defaults to `['session']`, with resource tickets on GET. Add `'context'` for pages
   * that send the host's context token itself, as apps written for ACE do.
   */
  readonly accept?: readonly ApiTokenKind[];
}

const API_TOKEN_KINDS: ReadonlySet<string> = new Set<ApiTokenKind>(['session', 'context']);
const API_HEADERS = { ...PRIVATE_HEADERS, vary: 'Authorization, Cookie' };

/**
 * Guards APIs: admits session tokens, and resource tickets on GET.
 *
 * @throws {ConfigurationError} when `accept` names no kind that there is
 */
export function createApiGuard(services: Services, { accept = ['session'] }: ApiOptions = {}): Guard {
  if (accept.length === 0 || !accept.every((kind) => API_TOKEN_KINDS.has(kind))) {
    throw new ConfigurationError(['`accept` must list "session", "context" or both']);
  }
  return async (request) =>
    attend<Verdict>('api', services, {
      async judge() {
        const principal = await judge(request, accept, services);
        tellAdmitted('api', principal, services);
        return { admitted: true, principal, headers: API_HEADERS };
      },
      refuse: (refusal) => ({ admitted: false, response: refusalResponse(refusal) }),
    });
}

async function judge(
  request: AuthbeatRequest,
  accept: readonly ApiTokenKind[],
  services: Services,
): Promise<Principal> {
  const credential = readCredential(request);
  const acceptsSession = accept.includes('session');
  if (credential?.place === 'query-ticket' && acceptsSession) {
    if (request.method !== 'GET') throw new Refusal('ticket_invalid');
    return judgeTicket(credential.token, request.url, services);
  }
  if (credential?.place === 'header-jwt' && accept.includes('context')) {
    return principalOfHost('context', await services.hostTokens.readContext(credential.token));
  }
  if (!acceptsSession) throw new Refusal(credential ? 'host_token_invalid' : 'session_missing');
  const { session, tenant } = await requireSession(request, services);
  return principalOfOwn('session', session, tenant);
}

async function judgeTicket(token: string, url: string, services: Services): Promise<Principal> {
  const { ticket, expired } = services.ticketTokens.read(token, 'resource', url);
  const tenant = await requireLive(ticket, services, 'ticket_invalid');
  if (expired || !(await spendTicket(ticket, services))) {
    throw new Refusal('ticket_invalid');
  }
  return principalOfOwn('ticket', ticket, tenant);
}
