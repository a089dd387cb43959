import type { Tenant } from '../inside/installer.ts';
import { mintContextToken } from '../inside/laboratory.ts';
import { isSuccess, type Exchange, type ProbeRequest } from '../probes/exchange.ts';
import { withoutToken } from '../probes/requests.ts';
import type { Endpoint } from '../surface/endpoint.ts';
import type { CheckContext } from './check.ts';
import { withGenuineToken } from './views.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Authbeat's exchange: a context token in, a session out (docs/protocol.md). */
export async function exchangeSession(
  context: CheckContext,
  tenant: Tenant,
): Promise<{ exchange: Exchange; token: string | undefined }> {
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: mintContextToken(tenant, context.now()),
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  }).toString();
  const url = `${context.surface.descriptor.baseUrl}/authbeat/session`;
  const exchange = await context.send({ method: 'POST', url, headers: FORM, body, label: 'an exchange' });
  return { exchange, token: accessTokenOf(exchange) };
}

/** The session token in an answer of the exchange or of the heartbeat. */
export function accessTokenOf(exchange: Exchange): string | undefined {
  if (!isSuccess(exchange)) return undefined;
  try {
    const { access_token: token } = JSON.parse(exchange.body) as { access_token?: unknown };
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A request as a user of the tenant makes it. On an API it carries a session where the app exchanges one, and
 * what `AP.context.getToken()` yields elsewhere.
 */
export async function genuineRequest(
  context: CheckContext,
  endpoint: Endpoint,
  tenant: Tenant,
): Promise<ProbeRequest> {
  const request = withGenuineToken(context, endpoint, tenant);
  if (endpoint.role !== 'api') return request;
  const { token } = await exchangeSession(context, tenant);
  if (token === undefined) return request;
  const headers = { authorization: `Bearer ${token}` };
  return { ...withoutToken(endpoint), headers, label: 'with a genuine session' };
}
