import { Refusal } from '../errors.ts';
import { readCredential } from '../http/credentials.ts';
import { readSessionCookie } from '../http/session-cookie.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { HostToken } from '../tokens/host.ts';
import type { OwnClaims } from '../tokens/own-claims.ts';
import type { Session } from '../tokens/session.ts';
import type { Principal, PrincipalKind } from '../verdict.ts';

export function principalOfHost(kind: PrincipalKind, { tenant, claims }: HostToken): Principal {
  return {
    kind,
    clientKey: tenant.clientKey,
    hostBaseUrl: tenant.baseUrl,
    ...(claims.sub !== undefined && { accountId: claims.sub }),
    context: claims.context,
  };
}

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

/**
 * The tenant of a token of ours, if it still has the app and nobody has signed this token's owner out.
 *
 * @throws {Refusal} with the given code
 */
export async function requireLive(
  owner: OwnClaims & { readonly sessionId?: string; readonly vouchedAt: number },
  code: 'session_revoked' | 'ticket_invalid' | 'recovery_refused',
  { tenants, revocations }: Services,
): Promise<Tenant> {
  const tenant = await tenants.find(owner.clientKey);
  if (!tenant?.installed || tenant.generation !== owner.generation) throw new Refusal(code);
  if (await revocations.covers({ ...owner, since: owner.vouchedAt })) throw new Refusal(code);
  return tenant;
}

/**
 * The session token of a request, by the transport that the app has chosen.
 *
 * @throws {Refusal} `session_missing`, `session_invalid` for any other credential, or `request_malformed`
 */
export function readSessionToken(request: AuthbeatRequest, { settings }: Services): string {
  const credential = readCredential(request);
  const byCookie = settings.transport === 'cookie';
  if (credential && (byCookie || credential.place !== 'header-bearer')) throw new Refusal('session_invalid');
  const token = byCookie ? readSessionCookie(request, settings.baseUrl) : credential?.token;
  if (token === undefined) throw new Refusal('session_missing');
  return token;
}

/** A session that is good, and its tenant. @throws {Refusal} */
export async function requireSession(
  request: AuthbeatRequest,
  services: Services,
): Promise<{ readonly session: Session; readonly tenant: Tenant }> {
  const session = services.sessionTokens.read(readSessionToken(request, services));
  return { session, tenant: await requireLive(session, 'session_revoked', services) };
}
