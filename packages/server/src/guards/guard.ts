import { Refusal } from '../errors.ts';
import type { Eventually } from '../eventually.ts';
import { PRIVATE_HEADERS, refusalResponse } from '../http/responses.ts';
import { readOnce, requireTarget } from '../http/request-line.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { AuthbeatResponse } from '../response.ts';
import type { Services } from '../services.ts';
import type { Door } from '../signals/events.ts';
import { createHandler, type Handled } from '../signals/report-request.ts';
import type { HostTenant } from '../tenants/host-tenant.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { TokenOfTenant } from '../tokens/admitted.ts';
import type { HostToken } from '../tokens/host.ts';
import type { LinkToken } from '../tokens/link.ts';
import type { OwnClaims } from '../tokens/own-claims.ts';
import { createPrincipal } from './principal.ts';
import type {
  AdmittedToken,
  Admission,
  ConnectPrincipal,
  Guard,
  Principal,
  PrincipalKind,
  Verdict,
} from '../verdict.ts';

/** How a guard decides, and how it responds to a request that it refuses. */
export interface GuardPlan<Admitted extends Admission> {
  readonly door: Door;
  /** @throws {Refusal} */
  readonly decide: (request: AuthbeatRequest) => Eventually<Handled<Verdict<Admitted>>>;
  /** Defaults to JSON. */
  readonly respond?: (refusal: Refusal) => AuthbeatResponse;
}

/** Makes a guard. It never rejects, and reports the outcome of each request. */
export function createGuard<Admitted extends Admission = never>(
  services: Services,
  { door, decide, respond }: GuardPlan<Admitted>,
): Guard<Admitted> {
  const { docsUrl } = services.settings;
  return createHandler<Verdict<Admitted>, AuthbeatRequest>(door, services, {
    handle(request) {
      const readable = readOnce(request);
      requireTarget(readable);
      return decide(readable);
    },
    refuse(refusal, request) {
      services.explainer?.explain(door, request, refusal);
      return {
        admitted: false,
        response: respond?.(refusal) ?? refusalResponse(refusal, docsUrl),
        ...(refusal.foreign && { foreign: true }),
      };
    },
  });
}

/** A request that is admitted. */
export function admit<Admitted extends Admission>(
  door: Door,
  principal: Admitted,
  headers: Readonly<Record<string, string>>,
  token?: AdmittedToken,
): Handled<Verdict<Admitted>> {
  return {
    event: principal ? { type: 'admitted', door, kind: principal.kind } : { type: 'admitted', door },
    result: token ? { admitted: true, principal, headers, token } : { admitted: true, principal, headers },
  };
}

/** The headers of responses to one account: caches must not mix them up. */
export const API_HEADERS = { ...PRIVATE_HEADERS, vary: 'Authorization, Cookie' };

/** The principal behind a request, and the token that proves it. */
export interface Identified<Sender extends Principal = Principal> {
  readonly principal: Sender;
  readonly token: AdmittedToken;
}

/**
 * What a host token proves.
 *
 * @param pageUrl the URL that it is bound to, of a page
 */
export function identifyByHost(
  kind: PrincipalKind,
  { tenant, claims, signedContext, isCurrent }: HostToken,
  { hostApis }: Services,
  pageUrl?: string,
): Identified<ConnectPrincipal> {
  const { sub: accountId, context, exp: expiresAt } = claims;
  const identity = { kind, tenant, accountId, context, signedContext, pageUrl };
  return {
    principal: createPrincipal(identity, hostApis),
    token: new TokenOfTenant({ tenant, accountId, expiresAt, signedContext, isCurrent, isLink: false }),
  };
}

/** What a link token proves: whose it is. Its URL is not signed. */
export function identifyByLink(
  { tenant, accountId, context, signedContext, expiresAt, isCurrent }: LinkToken,
  { hostApis }: Services,
): Identified<ConnectPrincipal> {
  const identity = { kind: 'link', tenant, accountId, context, signedContext } as const;
  return {
    principal: createPrincipal(identity, hostApis),
    token: new TokenOfTenant({ tenant, accountId, expiresAt, signedContext, isCurrent, isLink: true }),
  };
}

/** A session or a ticket that has verified. */
interface OwnToken extends OwnClaims {
  readonly sessionId?: string;
  readonly expiresAt: number;
  readonly pageContext?: unknown;
  readonly isLink?: boolean;
}

/**
 * What a session or a ticket proves.
 *
 * @param pageUrl the URL that the ticket is bound to, of a page
 */
export function identifyByOwn(
  kind: PrincipalKind,
  own: OwnToken,
  tenant: Tenant,
  services: Services,
  pageUrl: string,
): Identified<ConnectPrincipal>;
export function identifyByOwn(
  kind: PrincipalKind,
  own: OwnToken,
  tenant: HostTenant,
  services: Services,
): Identified;
export function identifyByOwn(
  kind: PrincipalKind,
  own: OwnToken,
  tenant: HostTenant,
  { hostApis }: Services,
  pageUrl?: string,
): Identified {
  const { accountId, context, sessionId, expiresAt, isLink = false } = own;
  const signedContext = own.pageContext ?? own.signedContext ?? context;
  const identity = {
    kind,
    tenant,
    accountId,
    context,
    signedContext,
    sessionId,
    ...(!isLink && { pageUrl }),
  };
  return {
    principal: createPrincipal(identity, hostApis),
    token: new TokenOfTenant({ tenant, accountId, expiresAt, signedContext, isCurrent: true, isLink }),
  };
}

/** Documents are only read. @throws {Refusal} `method_not_allowed` */
export function requireRead({ method }: AuthbeatRequest): void {
  if (method !== 'GET' && method !== 'HEAD') {
    throw new Refusal('method_not_allowed', { headers: { allow: 'GET, HEAD' } });
  }
}
