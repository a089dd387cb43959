import type { HostContext } from '@authbeat/core';
import type { AccountId, HostApi } from '../host-api.ts';
import type { HostApis } from '../host-calls/host-apis.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { Principal, PrincipalKind } from '../verdict.ts';

/** What a verified token says about the sender of a request. */
export interface Identity {
  readonly kind: PrincipalKind;
  readonly tenant: Tenant;
  readonly accountId: string | undefined;
  readonly context: HostContext;
  readonly signedContext: unknown;
  readonly sessionId?: string | undefined;
  /** The signed URL of a page, which may have the parameter `lic`. */
  readonly pageUrl?: string | undefined;
}

/** What few apps read is computed when it is read, and is not part of the JSON. */
export class VerifiedPrincipal implements Principal {
  readonly kind: PrincipalKind;
  readonly clientKey: string;
  readonly hostBaseUrl: string;
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
    this.clientKey = tenant.clientKey;
    this.hostBaseUrl = tenant.baseUrl;
    // The one place where the text of a verified token becomes the id of a verified account.
    if (accountId !== undefined) this.accountId = accountId as AccountId;
    this.context = context;
    if (sessionId !== undefined) this.sessionId = sessionId;
  }

  get host(): HostApi {
    return this.#hostApis(this.clientKey);
  }

  get signedContext(): unknown {
    return this.#identity.signedContext;
  }

  get license(): 'active' | 'none' | undefined {
    const { pageUrl, context } = this.#identity;
    const lic = pageUrl === undefined ? null : new URLSearchParams(pageUrl.split('?')[1]).get('lic');
    const isActive = lic === null ? context.license?.active : lic === 'active';
    return isActive === undefined ? undefined : isActive ? 'active' : 'none';
  }
}
