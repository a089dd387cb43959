import { signRs256 } from '@authbeat/core';
import type { HostRuntime } from '../runtime.ts';
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
