import { TokenError } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Door } from '../signals/events.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { HostToken } from '../tokens/host.ts';
import type { OwnClaims } from '../tokens/own-claims.ts';
import type { Session } from '../tokens/session.ts';
import type { Principal, PrincipalKind } from '../verdict.ts';

/**
 * Whatever goes wrong at a door becomes a refusal, and is told. What cannot be judged is never admitted.
 */
export function refusalOf(error: unknown, door: Door, { signals }: Services): Refusal {
  if (!(error instanceof Refusal)) signals.emit({ type: 'failed', door, error });
  const refusal = error instanceof Refusal ? error : new Refusal('unavailable', { cause: error });
  const reason = refusal.cause instanceof TokenError ? { reason: refusal.cause.code } : {};
  signals.emit({ type: 'refused', door, code: refusal.code, ...reason });
  return refusal;
}

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

/** A session that is good, and its tenant. @throws {Refusal} */
export async function requireSession(
  token: string,
  services: Services,
): Promise<{ readonly session: Session; readonly tenant: Tenant }> {
  const session = services.sessionTokens.read(token);
  return { session, tenant: await requireLive(session, 'session_revoked', services) };
}
