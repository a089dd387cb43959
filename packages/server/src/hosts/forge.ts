import type { Clock, ForgeEnvironment } from '@authbeat/core';
import { andThen } from '../eventually.ts';
import type { Installation, Installations } from '../tenants/installations.ts';
import { toForgeTenant, type ForgeTenant, type InvocationTokens } from '../tokens/invocation.ts';
import type { HostProfile } from './profile.ts';

/**
 * Forge: a page is a static bundle, and its bridge adds an invocation token to the requests that it sends for the page.
 * The bridge adds the same token until it expires.
 */
export function createForgeProfile({
  environments,
  installations,
  invocationTokens,
  now,
}: {
  /** Those that are admitted: sessions of others end. */
  readonly environments: readonly ForgeEnvironment[];
  readonly installations: Installations;
  readonly invocationTokens: InvocationTokens;
  readonly now: Clock;
}): HostProfile {
  const toTenant = (found: Installation | undefined): ForgeTenant | undefined =>
    found && environments.includes(found.environment) ? toForgeTenant(found) : undefined;
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
    find: ({ installationId = '' }) => andThen(installations.find(installationId), toTenant),
    refresh: async ({ installationId = '' }) => toTenant(await installations.refresh(installationId)),
  };
}
