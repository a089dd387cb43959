import type { Clock } from '@authbeat/core';
import { andThen } from '../eventually.ts';
import type { Installations } from '../tenants/installations.ts';
import { toForgeTenant, type InvocationTokens } from '../tokens/invocation.ts';
import type { HostProfile } from './profile.ts';

/**
 * Forge: a page is a static bundle, and its bridge adds an invocation token to the requests that it sends for the page.
 * The bridge adds the same token until it expires.
 */
export function createForgeProfile({
  installations,
  invocationTokens,
  now,
}: {
  readonly installations: Installations;
  readonly invocationTokens: InvocationTokens;
  readonly now: Clock;
}): HostProfile {
  return {
    platform: 'forge',
    proofIn: 'bearer',
    recognizes: () => true,
    async prove(token, admit) {
      const { tenant, claims } = await invocationTokens.readToIssue(token, admit);
      const { accountId, context, signedContext, iat, exp } = claims;
      const provenAt = Math.min(iat, now() / 1000);
      const repeatable = { token, issuedAt: iat, expiresAt: exp };
      return { tenant, accountId, context, signedContext, provenAt, repeatable };
    },
    find: ({ installationId = '' }) =>
      andThen(installations.find(installationId), (found) => found && toForgeTenant(found)),
    async refresh({ installationId = '' }) {
      const found = await installations.refresh(installationId);
      return found && toForgeTenant(found);
    },
  };
}
