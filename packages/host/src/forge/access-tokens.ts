import { checkLifetime, decodeToken, signRs256, verifyRs256 } from '@authbeat/core';
import type { HostRuntime, SiteIdentity } from '../runtime.ts';
import { apiBaseUrlOf, type ForgeIdentity } from './identity.ts';
import type { ForgeEndpoint } from './manifest.ts';

/** Seconds: as long as a token of the app lives at most, and one of a user. */
const SYSTEM_LIFETIME = 4 * 3600;
const USER_LIFETIME = 900;

/** Mints the tokens for the product's REST API that come with a request to an endpoint. Remotes read their `exp` alone. */
export async function mintAccessTokens(
  { now, invocationKey }: HostRuntime,
  identity: ForgeIdentity,
  { systemToken, userToken }: ForgeEndpoint,
  accountId: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  const iat = Math.floor(now() / 1000);
  const mint = async (sub: string, lifetime: number): Promise<string> =>
    signRs256(
      {
        iss: 'authbeat-dev',
        aud: apiBaseUrlOf(identity.site),
        sub,
        client_id: identity.manifest.appId,
        iat,
        exp: iat + lifetime,
      },
      invocationKey.privateKey,
      { kid: invocationKey.kid },
    );
  return {
    ...(systemToken && { 'x-forge-oauth-system': await mint(identity.installationId, SYSTEM_LIFETIME) }),
    ...(userToken &&
      accountId !== undefined && { 'x-forge-oauth-user': await mint(accountId, USER_LIFETIME) }),
  };
}

/** Whom a token lets call the REST API. */
export interface AccessGrant {
  /** The app's ARI. */
  readonly appId: string;
  /** An account, or the installation when the app calls as itself. */
  readonly subject: string;
}

/**
 * Verifies a token of {@link mintAccessTokens}, at the site that it was minted for.
 *
 * @throws {TokenError} when it is another token, or has expired
 */
export async function verifyAccessToken(
  { now, invocationKey }: HostRuntime,
  site: SiteIdentity,
  token: string,
): Promise<AccessGrant | undefined> {
  const decoded = decodeToken(token);
  await verifyRs256(decoded, invocationKey.publicKeyPem);
  checkLifetime(decoded.claims, { now, leeway: 0 });
  const { aud, sub, client_id: appId } = decoded.claims;
  // Invocation tokens have the same key, and the app as their audience.
  const isOwn = aud === apiBaseUrlOf(site);
  return isOwn && typeof sub === 'string' && typeof appId === 'string' ? { appId, subject: sub } : undefined;
}

/** The scopes of Connect that include what a manifest's scopes allow, such as `read:jira-work`. */
export function connectScopesOf(scopes: readonly string[]): readonly string[] {
  const verbs = new Set(scopes.map((scope) => scope.split(':')[0]));
  return [
    ...(verbs.has('read') ? ['READ'] : []),
    ...(verbs.has('write') ? ['WRITE'] : []),
    ...(verbs.has('delete') ? ['DELETE'] : []),
    ...(verbs.has('manage') || verbs.has('admin') ? ['ADMIN'] : []),
  ];
}
