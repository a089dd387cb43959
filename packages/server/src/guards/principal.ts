import type { ForgeEnvironment, HostContext } from '@authbeat/core';
import type { AccountId, HostApi } from '../host-api.ts';
import type { HostApis } from '../host-calls/host-apis.ts';
import type { HostTenant } from '../tenants/host-tenant.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { ForgeTenant } from '../tokens/invocation.ts';
import type { ConnectPrincipal, ForgePrincipal, Platform, Principal, PrincipalKind } from '../verdict.ts';

/** What a verified token says about the sender of a request. */
export interface Identity {
  readonly kind: PrincipalKind;
  readonly tenant: HostTenant;
  readonly accountId: string | undefined;
  readonly context: HostContext;
  readonly signedContext: unknown;
  readonly sessionId?: string | undefined;
  /** The signed URL of a page, which may have the parameter `lic`. */
  readonly pageUrl?: string | undefined;
  /** What an invocation says. */
  readonly license?: { readonly active: boolean } | undefined;
}

/** Makes the principal of a request. Of a Connect tenant it always has Connect's names, of a Forge installation Forge's. */
export function createPrincipal(
  identity: Identity & { readonly tenant: Tenant },
  hostApis: HostApis,
): ConnectPrincipal;
export function createPrincipal(
  identity: Identity & { readonly tenant: ForgeTenant },
  hostApis: HostApis,
): ForgePrincipal;
export function createPrincipal(identity: Identity, hostApis: HostApis): Principal;
export function createPrincipal(identity: Identity, hostApis: HostApis): Principal {
  return new VerifiedPrincipal(identity, hostApis);
}

/** What few apps read is computed when it is read, and is not part of the JSON. */
class VerifiedPrincipal implements Principal {
  readonly kind: PrincipalKind;
  readonly platform: Platform;
  readonly tenantId: string;
  declare readonly clientKey?: string;
  declare readonly hostBaseUrl?: string;
  declare readonly installationId?: string;
  declare readonly cloudId?: string;
  declare readonly environment?: ForgeEnvironment;
  declare readonly accountId?: AccountId;
  readonly context: HostContext;
  declare readonly sessionId?: string;
  readonly #identity: Identity;
  readonly #hostApis: HostApis;

  constructor(identity: Identity, hostApis: HostApis) {
    const { kind, tenant, accountId, context, sessionId } = identity;
    this.#identity = identity;
    this.#hostApis = hostApis;
    this.kind = kind;
    this.platform = tenant.platform;
    this.tenantId = tenant.tenantId;
    if (tenant.clientKey !== undefined) this.clientKey = tenant.clientKey;
    if (tenant.baseUrl !== undefined) this.hostBaseUrl = tenant.baseUrl;
    if (tenant.installationId !== undefined) this.installationId = tenant.installationId;
    if (tenant.cloudId !== undefined) this.cloudId = tenant.cloudId;
    if (tenant.environment !== undefined) this.environment = tenant.environment;
    // The one place where the text of a verified token becomes the id of a verified account.
    if (accountId !== undefined) this.accountId = accountId as AccountId;
    this.context = context;
    if (sessionId !== undefined) this.sessionId = sessionId;
  }

  get host(): HostApi {
    return this.#hostApis(this.tenantId);
  }

  get signedContext(): unknown {
    return this.#identity.signedContext;
  }

  get license(): 'active' | 'none' | undefined {
    const { pageUrl, context, license } = this.#identity;
    const lic = pageUrl === undefined ? null : new URL(pageUrl, 'https://app').searchParams.get('lic');
    const isActive = lic === null ? (license ?? context.license)?.active : lic === 'active';
    return isActive === undefined ? undefined : isActive ? 'active' : 'none';
  }
}
