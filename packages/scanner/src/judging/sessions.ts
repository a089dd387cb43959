import type { Tenant } from '../tenants/installer.ts';
import { mintContextToken } from '../tenants/test-tenants.ts';
import { isSuccess, type Probe, type ProbeRequest } from '../probes/probe.ts';
import { withoutToken } from './requests.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import type { CheckContext } from './context.ts';
import { withGenuineToken } from './views.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Authbeat's exchange: a context token in, a session out (docs/protocol.md). */
export async function exchangeSession(
  context: CheckContext,
  tenant: Tenant,
): Promise<{ probe: Probe; token: string | undefined }> {
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-probe',
    subject_token: mintContextToken(tenant, context.now()),
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  }).toString();
  const url = `${context.surface.descriptor.baseUrl}/authbeat/session`;
  const probe = await context.send({ method: 'POST', url, headers: FORM, body, label: 'an exchange' });
  return { probe, token: accessTokenOf(probe) };
}

/** The session token in an response of the probe or of the heartbeat. */
export function accessTokenOf(probe: Probe): string | undefined {
  if (!isSuccess(probe)) return undefined;
  try {
    const { access_token: token } = JSON.parse(probe.body) as { access_token?: unknown };
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A request as a user of the tenant makes it. On an API it carries a session where the app probes one, and
 * what `AP.context.getToken()` yields elsewhere.
 */
export async function genuineRequest(
  context: CheckContext,
  entryPoint: EntryPoint,
  tenant: Tenant,
): Promise<ProbeRequest> {
  const request = withGenuineToken(context, entryPoint, tenant);
  if (entryPoint.role !== 'api') return request;
  const { token } = await exchangeSession(context, tenant);
  if (token === undefined) return request;
  const headers = { authorization: `Bearer ${token}` };
  return { ...withoutToken(entryPoint), headers, label: 'with a genuine session' };
}
