import type { HostRequestInit } from '../host-api.ts';
import { isInstallationId } from '../stores/records.ts';
import type { Installations } from '../tenants/installations.ts';
import type { Tenant, Tenants } from '../tenants/tenants.ts';
import { moveCall, readCall } from './call.ts';
import type { Deadline } from './deadline.ts';
import { HostCallError } from './errors.ts';
import type { ForgeAccess, ForgeTokens } from './forge-tokens.ts';
import { send, type Authorization } from './send.ts';

/** Who makes a call: the app, or a user. */
export interface Caller {
  /** The `clientKey` of a Connect tenant, or an `installationId` of Forge. */
  readonly tenantId: string;
  /** Absent for the app. */
  readonly accountId?: string;
  /** How Connect authorizes the caller. */
  readonly authorize: (tenant: Tenant) => Authorization;
}

export interface DeliveryOptions {
  readonly appKey: string;
  /** The app's. */
  readonly baseUrl: string;
  readonly tenants: Pick<Tenants, 'find'>;
  readonly installations: Pick<Installations, 'find'>;
  /** `undefined` for an app that is not on Forge. */
  readonly forgeTokens: Pick<ForgeTokens, 'find'> | undefined;
}

/** A tenant of Connect, of Forge, or of both. */
interface Destination {
  readonly tenantId: string;
  /** The tenant of Connect, which may have uninstalled the app. */
  readonly tenant: Tenant | undefined;
}

/**
 * Sends a call to a tenant's host: with Connect's signature, and with the token of Forge where Connect does not take it.
 *
 * @throws {HostCallError} when there is no response
 */
export async function deliver(
  input: string | URL | Request,
  init: HostRequestInit,
  caller: Caller,
  options: DeliveryOptions & { readonly deadline: Deadline },
): Promise<Response> {
  const { appKey, deadline, forgeTokens } = options;
  const { tenantId, tenant } = await findDestination(caller.tenantId, options);
  const findAccess = async (): Promise<ForgeAccess | undefined> =>
    forgeTokens?.find({ tenantId, accountId: caller.accountId });
  if (!tenant?.installed) {
    const access = await findAccess();
    if (!access) throw new HostCallError(forgeTokens ? 'host_token_missing' : 'host_tenant_unknown');
    // The app may still name the address that the tenant of Connect has had.
    const from = tenant === undefined || tenant.baseUrl === '' ? access.baseUrl : tenant.baseUrl;
    const call = moveCall(await readCall(input, init, { appKey, baseUrl: from }), from, access.baseUrl);
    return send(call, { ...routeOf(access), deadline });
  }
  requireReachable(tenant, options);
  const { baseUrl } = tenant;
  const call = await readCall(input, init, { appKey, baseUrl });
  const attempt = await tryConnect(async () =>
    send(call, { baseUrl, authorization: caller.authorize(tenant), deadline }),
  );
  const access = attempt.isRefused && call.isRepeatable ? await findAccess() : undefined;
  if (!access) return attempt.finish();
  await attempt.response?.body?.cancel();
  return send(moveCall(call, baseUrl, access.baseUrl), { ...routeOf(access), deadline });
}

async function findDestination(
  tenantId: string,
  { tenants, installations }: DeliveryOptions,
): Promise<Destination> {
  if (!isInstallationId(tenantId)) return { tenantId, tenant: await tenants.find(tenantId) };
  const installation = await installations.find(tenantId);
  if (!installation?.installed) throw new HostCallError('host_tenant_unknown');
  return { tenantId: installation.tenantId, tenant: installation.tenant };
}

/** Only an app on this machine calls a site on this machine: elsewhere, that address is one of the app's own network. */
function requireReachable(tenant: Tenant, { baseUrl }: DeliveryOptions): void {
  if (tenant.baseUrl.startsWith('http:') && !baseUrl.startsWith('http:'))
    throw new HostCallError('host_target_refused');
}

/** What Connect says to a call. */
interface Attempt {
  /** Whether Connect does not accept who calls. */
  readonly isRefused: boolean;
  readonly response?: Response;
  /** Returns the response, or throws the error. */
  readonly finish: () => Response;
}

async function tryConnect(work: () => Promise<Response>): Promise<Attempt> {
  try {
    const response = await work();
    return { isRefused: response.status === 401, response, finish: () => response };
  } catch (error) {
    const isRefused = error instanceof HostCallError && error.code === 'host_user_refused';
    return {
      isRefused,
      finish() {
        throw error;
      },
    };
  }
}

function routeOf({ baseUrl, token }: ForgeAccess): {
  readonly baseUrl: string;
  readonly authorization: Authorization;
} {
  return { baseUrl, authorization: { header: async () => `Bearer ${token}`, renew: () => false } };
}
