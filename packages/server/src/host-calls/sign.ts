import { queryStringHash, signHs256, type BoundRequest, type Clock } from '@authbeat/core';
import type { Tenant } from '../tenants/tenants.ts';

/** Seconds. Atlassian recommends three minutes; a retry gets a new token. */
const LIFETIME = 180;

/**
 * Signs a call of the app to a host: an HS256 token for this very request.
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/understanding-jwt-for-connect-apps/
 */
export function signCall(
  request: BoundRequest,
  tenant: Tenant,
  { appKey, now }: { readonly appKey: string; readonly now: Clock },
): string {
  const iat = Math.floor(now() / 1000);
  const [secret = ''] = tenant.secrets();
  const qsh = queryStringHash({ ...request, baseUrl: tenant.baseUrl });
  return signHs256({ iss: appKey, aud: [tenant.clientKey], iat, exp: iat + LIFETIME, qsh }, secret);
}
