import { requireLive } from '../access/live.ts';
import { requireRecoverable } from '../access/recoverable.ts';
import { spendTicket } from '../access/ticket.ts';
import { Refusal } from '../errors.ts';
import { PRIVATE_HEADERS } from '../http/responses.ts';
import { readCredential } from '../http/credentials.ts';
import type { Pages } from '../recovery/pages.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { Guard, Principal, Verdict } from '../verdict.ts';
import { principalOfHost, principalOfOwn } from './principal.ts';
import { attend, tellAdmitted } from '../signals/attend.ts';

/** Attempts after which the recovery document waits for a person. */
const MAX_ATTEMPTS = 2;

/** A page load: admitted, or to be healed. */
type PageLoad =
  | { readonly tenant: Tenant; readonly principal: Principal }
  | { readonly tenant: Tenant; readonly principal?: undefined; readonly attempt: number };

/** Guards the documents of iframes: admits an iframe token or a page ticket, and heals what has expired. */
export function createPageGuard(services: Services, pages: Pages): Guard {
  return async (request) =>
    attend<Verdict>('page', services, {
      async judge() {
        const load = await judgePageLoad(request, services);
        if (load.principal) {
          tellAdmitted('page', load.principal, services);
          return { admitted: true, principal: load.principal, headers: pageHeaders(load.tenant) };
        }
        services.signals.emit({ type: 'recovery_offered', clientKey: load.tenant.clientKey });
        return { admitted: false, response: pages.recovery(load.tenant, load.attempt < MAX_ATTEMPTS) };
      },
      refuse: (refusal) => ({ admitted: false, response: pages.refusal(refusal) }),
    });
}

async function judgePageLoad(request: AuthbeatRequest, services: Services): Promise<PageLoad> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new Refusal('method_not_allowed', { headers: { allow: 'GET, HEAD' } });
  }
  const credential = readCredential(request);
  if (credential?.place === 'query-jwt') return judgeHostToken(credential.token, request.url, services);
  if (credential?.place === 'query-ticket') return judgeTicket(credential.token, request.url, services);
  throw new Refusal('host_token_invalid');
}

async function judgeHostToken(token: string, url: string, services: Services): Promise<PageLoad> {
  const hostToken = await services.hostTokens.readIframe(token, url);
  const { tenant, claims, expired } = hostToken;
  if (!expired) return { tenant, principal: principalOfHost('iframe', hostToken) };
  requireRecoverable(claims.exp, services, 'host_token_expired');
  return { tenant, attempt: 0 };
}

async function judgeTicket(token: string, url: string, services: Services): Promise<PageLoad> {
  const { ticket, expired } = services.ticketTokens.read(token, 'page', url);
  const tenant = await requireLive(ticket, services, 'ticket_invalid');
  if (!expired && (await spendTicket(ticket, services))) {
    return { tenant, principal: principalOfOwn('ticket', ticket, tenant) };
  }
  requireRecoverable(ticket.expiresAt, services, 'ticket_invalid');
  return { tenant, attempt: ticket.attempt };
}

/** Of these, an app may replace the content security policy. */
function pageHeaders(tenant: Tenant): Readonly<Record<string, string>> {
  return {
    ...PRIVATE_HEADERS,
    'cache-control': 'no-cache, no-store',
    'content-security-policy': `frame-ancestors ${tenant.origins.join(' ')}`,
  };
}
