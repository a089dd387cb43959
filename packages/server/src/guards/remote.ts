import type { InvocationClaims } from '@authbeat/core';
import { ConfigurationError, Refusal } from '../errors.ts';
import { readCredential } from '../http/credentials.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { InvocationTokens } from '../tokens/invocation.ts';
import type { ForgePrincipal, Guard, Principal } from '../verdict.ts';
import { admit, API_HEADERS, createGuard } from './guard.ts';
import { createPrincipal } from './principal.ts';

const CLAIMS = new WeakMap<Principal, InvocationClaims>();

/** The claims of the token behind a principal; `undefined` for one that this guard has not made. */
export function claimsOf(principal: Principal): InvocationClaims | undefined {
  return CLAIMS.get(principal);
}

/**
 * Guards what Forge calls at a remote: `invokeRemote`, `requestRemote`, events and scheduled triggers. Admits the
 * invocation token of such a request.
 *
 * @throws {ConfigurationError} without the option `forge`
 */
export function createRemoteGuard(services: Services): Guard<ForgePrincipal> {
  const { invocationTokens } = services;
  if (!invocationTokens) throw new ConfigurationError(['`remote()` needs the option `forge`']);
  return createGuard(services, {
    door: 'remote',
    decide: async (request) =>
      admit('remote', await identify(request, invocationTokens, services), API_HEADERS),
  });
}

async function identify(
  request: AuthbeatRequest,
  invocationTokens: InvocationTokens,
  { hostApis, receiveForgeTokens }: Services,
): Promise<ForgePrincipal> {
  const credential = readCredential(request);
  if (credential?.place !== 'header-bearer')
    throw new Refusal('host_token_invalid', { foreign: !credential });
  const invocation = await invocationTokens.read(credential.token);
  const isLinked = await receiveForgeTokens?.(request, invocation.claims, invocation.tenant);
  // With another link it has another tenantId, which may be revoked.
  const { tenant, claims } = isLinked ? await invocationTokens.read(credential.token) : invocation;
  const { accountId, context, signedContext, license } = claims;
  const principal = createPrincipal(
    { kind: 'invocation', tenant, accountId, context, signedContext, license },
    hostApis,
  );
  CLAIMS.set(principal, claims);
  return principal;
}
