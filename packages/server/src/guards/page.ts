import { spendTicket } from '../access/tickets.ts';
import { requireLive, requireRecoverable } from '../access/validity.ts';
import { Refusal } from '../errors.ts';
import { andThen, type Eventually } from '../eventually.ts';
import { PRIVATE_HEADERS } from '../http/responses.ts';
import { readCredential } from '../http/credentials.ts';
import type { Pages } from '../recovery/pages.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import { isConnect, type Tenant } from '../tenants/tenants.ts';
import type { Handled } from '../signals/report-request.ts';
import type { ConnectPrincipal, Guard, Verdict } from '../verdict.ts';
import {
  admit,
  createGuard,
  identifyByHost,
  identifyByLink,
  identifyByOwn,
  requireRead,
  type Identified,
} from './guard.ts';

/** Failed attempts after which the recovery document waits for a click. */
const MAX_ATTEMPTS = 2;

/** A page load with a genuine credential: `identified` is absent when the credential has expired. */
type PageLoad =
  | { readonly tenant: Tenant; readonly identified: Identified<ConnectPrincipal> }
  | { readonly tenant: Tenant; readonly identified?: undefined; readonly attempt: number };

/** Guards the pages that a host frames: admits an iframe token or a page ticket, and heals expired ones. */
export function createPageGuard(services: Services, pages: Pages): Guard<ConnectPrincipal> {
  return createGuard(services, {
    door: 'page',
    decide: (request) => andThen(readPageLoad(request, services), (load) => decide(load, pages, services)),
    respond: (refusal) => pages.refusal(refusal),
  });
}

function decide(load: PageLoad, pages: Pages, { explainer }: Services): Handled<Verdict<ConnectPrincipal>> {
  if (load.identified) {
    const { principal, token } = load.identified;
    const { event, result } = admit('page', principal, pageHeaders(load.tenant), token);
    if (!explainer || !result.admitted) return { event, result };
    return { event, result: { ...result, explainPolicy: explainer.explainPolicy(load.tenant.origins) } };
  }
  return {
    event: { type: 'healed', door: 'page', clientKey: load.tenant.clientKey },
    result: { admitted: false, response: pages.recovery(load.tenant, load.attempt < MAX_ATTEMPTS) },
  };
}

function readPageLoad(request: AuthbeatRequest, services: Services): Eventually<PageLoad> {
  requireRead(request);
  const credential = readCredential(request);
  if (credential?.place === 'query-jwt')
    return (
      readLinkToken(credential.token, services) ?? readHostToken(credential.token, request.url, services)
    );
  if (credential?.place === 'query-ticket') return readTicket(credential.token, request.url, services);
  throw new Refusal('host_token_invalid', { foreign: !credential });
}

function readHostToken(token: string, url: string, services: Services): Eventually<PageLoad> {
  return andThen(services.hostTokens.readIframe(token, url), (hostToken): PageLoad => {
    const { tenant, claims, expired } = hostToken;
    if (!expired) return { tenant, identified: identifyByHost('iframe', hostToken, services, url) };
    requireRecoverable(claims.exp, services, 'host_token_expired');
    return { tenant, attempt: 0 };
  });
}

/** @returns `undefined` for a token in another form, and without the option `linkTokens` */
function readLinkToken(token: string, services: Services): Eventually<PageLoad> | undefined {
  const link = services.linkTokens?.read(token);
  return (
    link &&
    andThen(link, (linkToken): PageLoad => {
      const { tenant, expiresAt, expired } = linkToken;
      if (!expired) return { tenant, identified: identifyByLink(linkToken, services) };
      requireRecoverable(expiresAt, services, 'host_token_expired');
      return { tenant, attempt: 0 };
    })
  );
}

async function readTicket(token: string, url: string, services: Services): Promise<PageLoad> {
  const { ticket, expired } = services.ticketTokens.read(token, 'page', url);
  const tenant = await requireLive(ticket, services, 'ticket_invalid');
  // Only the recovery issues page tickets, and only for the pages of Connect apps.
  if (!isConnect(tenant)) throw new Refusal('ticket_invalid');
  if (!expired && (await spendTicket(ticket, services))) {
    return { tenant, identified: identifyByOwn('ticket', ticket, tenant, services, url) };
  }
  requireRecoverable(ticket.expiresAt, services, 'ticket_invalid');
  return { tenant, attempt: ticket.attempt };
}

/** The app may replace the content security policy. */
function pageHeaders(tenant: Tenant): Readonly<Record<string, string>> {
  return {
    ...PRIVATE_HEADERS,
    'cache-control': 'no-cache, no-store',
    'content-security-policy': `frame-ancestors ${tenant.origins.join(' ')}`,
  };
}
