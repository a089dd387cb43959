import type { Clock } from '@authbeat/core';
import type { Tenants } from '../tenants/tenants.ts';
import type { HostToken, HostTokens } from '../tokens/host.ts';
import type { HostProfile, HostProof } from './profile.ts';

/** Connect: a page has a token in its URL, and its bridge gives it a context token, which it sends as a form. */
export function createConnectProfile({
  tenants,
  hostTokens,
  now,
}: {
  readonly tenants: Tenants;
  readonly hostTokens: HostTokens;
  readonly now: Clock;
}): HostProfile {
  return {
    platform: 'connect',
    proofIn: 'form',
    recognizes: () => true,
    prove: async (token, admit) => proofOf(await hostTokens.readContextToIssue(token, admit), now),
    find: ({ tenantId }) => tenants.find(tenantId),
    refresh: async ({ tenantId }) => tenants.refresh(tenantId),
  };
}

/** What a verified host token proves. The host may have issued it minutes ago, because hosts cache context tokens. */
export function proofOf({ tenant, claims, signedContext }: HostToken, clock: Clock): HostProof {
  const now = clock() / 1000;
  const { sub: accountId, context, iat = now } = claims;
  return { tenant, accountId, context, signedContext, provenAt: Math.min(iat, now) };
}
