import { Refusal } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { OwnClaims } from '../tokens/own-claims.ts';

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
