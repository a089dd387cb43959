import { Refusal } from '../errors.ts';
import type { Eventually } from '../eventually.ts';
import { refusalResponse } from '../http/responses.ts';
import { readOnce, requireTarget } from '../http/request-line.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { AuthbeatResponse } from '../response.ts';
import type { Services } from '../services.ts';
import type { Door } from '../signals/events.ts';
import { reportRequest, type Handled } from '../signals/report-request.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { TokenOfTenant } from '../tokens/admitted.ts';
import type { HostToken } from '../tokens/host.ts';
import type { OwnClaims } from '../tokens/own-claims.ts';
import type { AdmittedToken, Admission, Guard, Principal, PrincipalKind, Verdict } from '../verdict.ts';

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
  return (request) =>
    reportRequest<Verdict<Admitted>>(door, services, {
      handle() {
        const readable = readOnce(request);
        requireTarget(readable);
        return decide(readable);
      },
      refuse(refusal) {
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
    result: { admitted: true, principal, headers, ...(token && { token }) },
  };
}

/** The principal behind a request, and the token that proves it. */
export interface Identified {
  readonly principal: Principal;
  readonly token: AdmittedToken;
}

/** What a host token proves. */
export function identifyByHost(kind: PrincipalKind, hostToken: HostToken): Identified {
  const { tenant, claims, signedContext } = hostToken;
  return {
    principal: principalOfHost(kind, hostToken),
    token: new TokenOfTenant({ tenant, accountId: claims.sub, expiresAt: claims.exp, signedContext }),
  };
}

/** What a session or a ticket proves. */
export function identifyByOwn(
  kind: PrincipalKind,
  own: OwnClaims & {
    readonly sessionId?: string;
    readonly expiresAt: number;
    readonly pageContext?: unknown;
  },
  tenant: Tenant,
): Identified {
  const { accountId, expiresAt, pageContext, signedContext = own.context } = own;
  return {
    principal: principalOfOwn(kind, own, tenant),
    token: new TokenOfTenant({ tenant, accountId, expiresAt, signedContext: pageContext ?? signedContext }),
  };
}

/** The principal of a host token. */
export function principalOfHost(kind: PrincipalKind, { tenant, claims }: HostToken): Principal {
  return {
    kind,
    clientKey: tenant.clientKey,
    hostBaseUrl: tenant.baseUrl,
    ...(claims.sub !== undefined && { accountId: claims.sub }),
    context: claims.context,
  };
}

/** The principal of a session or a ticket. */
function principalOfOwn(
  kind: PrincipalKind,
  { accountId, context, sessionId }: OwnClaims & { readonly sessionId?: string },
  { clientKey, baseUrl: hostBaseUrl }: Tenant,
): Principal {
  const account = accountId === undefined ? undefined : { accountId };
  const session = sessionId === undefined ? undefined : { sessionId };
  return { kind, clientKey, hostBaseUrl, ...account, context, ...session };
}

/** Documents are only read. @throws {Refusal} `method_not_allowed` */
export function requireRead({ method }: AuthbeatRequest): void {
  if (method !== 'GET' && method !== 'HEAD') {
    throw new Refusal('method_not_allowed', { headers: { allow: 'GET, HEAD' } });
  }
}
