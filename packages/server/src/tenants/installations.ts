import type { Clock, ForgeEnvironment } from '@authbeat/core';
import { Refusal, TenantError } from '../errors.ts';
import { andThen, type Eventually } from '../eventually.ts';
import { operator, type AuditHost, type AuditOperator, type ChangeOptions } from '../signals/audit.ts';
import type { Signals } from '../signals/signals.ts';
import type { Change, Store, TenantRecord } from '../stores/contract.ts';
import { isInstallationId } from '../stores/records.ts';
import type { RecordChange } from './change-record.ts';
import {
  admitInstallation,
  linkInstallation,
  uninstallInstallation,
  unlinkInstallation,
  type Link,
  type LinkedBy,
  type SeenInstallation,
} from './installation-record.ts';
import { createRecordCache } from './keep.ts';
import type { Tenant, Tenants } from './tenants.ts';

/** One installation of a Forge app in one site and environment. */
export interface Installation {
  /** The installation's ARI. */
  readonly installationId: string;
  /** The `clientKey` of the Connect tenant that it is linked to, and its own ARI without one. */
  readonly tenantId: string;
  /** Present when it is linked to a Connect tenant. */
  readonly clientKey?: string;
  /** On whose word it is linked. Without a `clientKey`, an operator has removed the link, or it does not count. */
  readonly linkedBy?: LinkedBy;
  /** The site. Absent until an invocation token has named it. */
  readonly cloudId?: string;
  readonly environment: ForgeEnvironment;
  /** Grows by one with each uninstall. Sessions of an earlier generation are refused. */
  readonly generation: number;
  /** Whether its tokens are accepted. */
  readonly installed: boolean;
  /** The tenant that it is linked to, if the store has it. */
  readonly tenant?: Tenant;
}

/** The Forge installations of the store, kept in memory. `apply` drops those that another node has changed. */
export interface Installations {
  /** `undefined` for one of which no invocation token was admitted. @throws {StoreError} */
  find(installationId: string): Eventually<Installation | undefined>;
  /** Reads it from the store now, before something is issued for it. @throws {StoreError} */
  refresh(installationId: string): Promise<Installation | undefined>;
  /**
   * Admits the installation that a verified invocation token names. The first token of an installation creates its
   * record.
   *
   * @throws {Refusal} `host_token_invalid` when the token is not newer than the uninstall, or names another site or
   *   environment than the earlier ones
   * @throws {StoreError}
   */
  admit(claims: SeenInstallation): Eventually<Installation>;
  /** Ends the sessions of an installation, on every node. Its link stays. @throws {StoreError} */
  uninstall(installationId: string, issuedAt: number): Promise<void>;
  /**
   * Links an installation to a Connect tenant.
   *
   * @returns `false` when another link stays, because `by` may not move it
   * @throws {StoreError}
   */
  link(installationId: string, link: Link, options?: ChangeOptions): Promise<boolean>;
  /** Removes a link. @returns whether there was one @throws {StoreError} */
  unlink(installationId: string, options?: ChangeOptions): Promise<boolean>;
  readonly apply: (change: Change) => void;
}

export interface InstallationOptions {
  readonly store: Store;
  readonly tenants: Pick<Tenants, 'find'>;
  readonly signals: Signals;
  readonly now: Clock;
  /** How long an installation that was read may be relied on while the store fails. */
  readonly staleForMs: number;
}

const BY_HOST: AuditHost = { kind: 'host' };

export function createInstallations(options: InstallationOptions): Installations {
  const { tenants, signals } = options;
  const cache = createRecordCache<TenantRecord>({
    ...options,
    isKey: isInstallationId,
    toValue: (record) => record,
  });

  const describe = (record: TenantRecord, environment: ForgeEnvironment): Eventually<Installation> => {
    const { linkedTo } = record.forge ?? {};
    if (linkedTo === undefined) return toInstallation(record, environment, undefined);
    return andThen(tenants.find(linkedTo), (tenant) => toInstallation(record, environment, tenant));
  };
  const create = async (claims: SeenInstallation): Promise<TenantRecord> => {
    const { installationId, iat: issuedAt } = claims;
    const { before, after } = await cache.change(installationId, (kept) => admit(kept, claims));
    if (after?.installed && before?.installed !== true) {
      signals.emit({ type: 'installation_changed', change: 'admitted', installationId });
      signals.audit({ action: 'installation_admitted', by: BY_HOST, installationId, issuedAt });
    }
    return admit(after, claims);
  };
  const reportLink = ({ before, after }: RecordChange, by: AuditHost | AuditOperator): void => {
    const [old, next] = [before?.forge?.linkedTo, after?.forge?.linkedTo];
    const installationId = after?.clientKey ?? '';
    if (old === next) return;
    if (old !== undefined) {
      signals.emit({ type: 'installation_changed', change: 'unlinked', installationId, clientKey: old });
      signals.audit({ action: 'installation_unlinked', by, installationId, clientKey: old });
    }
    if (next === undefined) return;
    signals.emit({ type: 'installation_changed', change: 'linked', installationId, clientKey: next });
    signals.audit({ action: 'installation_linked', by, installationId, clientKey: next });
  };

  const describeKept = (record: TenantRecord | undefined): Eventually<Installation | undefined> => {
    const environment = record?.forge?.environment;
    return record && environment && describe(record, environment);
  };

  return {
    find: (installationId) => andThen(cache.find(installationId), describeKept),
    refresh: async (installationId) => describeKept(await cache.refresh(installationId)),
    admit(claims) {
      if (!isInstallationId(claims.installationId)) throw refuse(new TenantError('installation_changed'));
      const admitted = andThen(cache.find(claims.installationId), (record) =>
        record && admit(record, claims) === record ? record : create(claims),
      );
      return andThen(admitted, (record) => describe(record, claims.environment.type));
    },
    async uninstall(installationId, issuedAt) {
      const { before, after } = await cache.change(installationId, (kept) =>
        uninstallInstallation(kept, installationId, issuedAt),
      );
      if (before === after) return;
      signals.emit({ type: 'installation_changed', change: 'uninstalled', installationId });
      signals.audit({ action: 'installation_uninstalled', by: BY_HOST, installationId, issuedAt });
    },
    async link(installationId, link, changeOptions = {}) {
      let isLinked = true;
      const change = await cache.change(installationId, (kept) => {
        const next = linkInstallation(kept, installationId, link);
        isLinked = next !== undefined;
        return next ?? kept;
      });
      const { clientKey } = link;
      if (isLinked) reportLink(change, link.by === 'operator' ? operator(changeOptions) : BY_HOST);
      else signals.emit({ type: 'link_refused', installationId, clientKey });
      return isLinked;
    },
    async unlink(installationId, changeOptions = {}) {
      const change = await cache.change(installationId, (kept) => kept && unlinkInstallation(kept));
      reportLink(change, operator(changeOptions));
      return change.before !== change.after;
    },
    apply: cache.apply,
  };
}

/** @throws {Refusal} `host_token_invalid` */
function admit(kept: TenantRecord | undefined, claims: SeenInstallation): TenantRecord {
  try {
    return admitInstallation(kept, claims);
  } catch (cause) {
    throw refuse(cause);
  }
}

function refuse(cause: unknown): Refusal {
  return new Refusal('host_token_invalid', {
    cause,
    ...(cause instanceof TenantError && { hint: cause.message }),
  });
}

function toInstallation(
  record: TenantRecord,
  environment: ForgeEnvironment,
  tenant: Tenant | undefined,
): Installation {
  const { clientKey: installationId, generation, installed } = record;
  const { cloudId, linkedTo, linkedBy } = record.forge ?? {};
  // No token covers the body of an `installed` call, so its link does not count for a tenant of another site.
  const isOfOtherSite = cloudId !== undefined && tenant?.cloudId !== undefined && tenant.cloudId !== cloudId;
  const clientKey = linkedBy === 'installed' && isOfOtherSite ? undefined : linkedTo;
  return {
    installationId,
    tenantId: clientKey ?? installationId,
    ...(clientKey !== undefined && { clientKey }),
    ...(linkedBy !== undefined && { linkedBy }),
    ...(cloudId !== undefined && { cloudId }),
    environment,
    generation,
    installed,
    ...(clientKey !== undefined && tenant && { tenant }),
  };
}
