import type { Tenant } from '../tenants/tenants.ts';
import type { HostToken } from '../tokens/host.ts';
import type { OwnClaims } from '../tokens/own-claims.ts';
import type { Principal, PrincipalKind } from '../verdict.ts';

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
export function principalOfOwn(
  kind: PrincipalKind,
  { accountId, context, sessionId }: OwnClaims & { readonly sessionId?: string },
  tenant: Tenant,
): Principal {
  return {
    kind,
    clientKey: tenant.clientKey,
    hostBaseUrl: tenant.baseUrl,
    ...(accountId !== undefined && { accountId }),
    context,
    ...(sessionId !== undefined && { sessionId }),
  };
}
