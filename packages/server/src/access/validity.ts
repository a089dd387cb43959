import { Refusal } from '../errors.ts';
import { andThen, type Eventually } from '../eventually.ts';
import type { Services } from '../services.ts';
import type { HostTenant } from '../tenants/host-tenant.ts';
import type { RevocableProof } from '../tenants/revocation-record.ts';
import type { OwnClaims } from '../tokens/own-claims.ts';

/**
 * Finds the tenant of a token of ours. It must still be installed, an installation must still be linked as it was, and
 * no revocation may cover the token.
 *
 * @throws {Refusal} with the given code
 */
export function requireLive(
  owner: OwnClaims & RevocableProof,
  { hosts, revocations }: Services,
  code: 'session_revoked' | 'ticket_invalid' | 'recovery_refused',
): Eventually<HostTenant> {
  return andThen(hosts.find(owner), (tenant) => {
    const isSame = tenant?.generation === owner.generation && tenant.tenantId === owner.tenantId;
    if (!isSame || !tenant.installed) throw new Refusal(code);
    const judged = revocations.isRevoked(owner);
    if (judged === false) return tenant;
    return andThen(judged, (isRevoked) => {
      if (isRevoked) throw new Refusal(code);
      return tenant;
    });
  });
}

/**
 * Requires that an expired credential may still start a recovery.
 *
 * @param expiresAt when it expired, in seconds since the epoch
 * @throws {Refusal} when recovery is off, or the credential expired too long ago
 */
export function requireRecoverable(
  expiresAt: number,
  { settings }: Services,
  code: 'host_token_expired' | 'ticket_invalid' | 'recovery_refused',
): void {
  const { recovery, now, leeway } = settings;
  if (!recovery || now() / 1000 > expiresAt + recovery.maxAge + leeway) throw new Refusal(code);
}
