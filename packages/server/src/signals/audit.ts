/** What hosts call the tenant of an event. Of a Forge installation that is linked to a Connect tenant, both names. */
export interface HostNames {
  /** Absent for a Forge installation that is not linked to a Connect tenant. */
  readonly clientKey?: string;
  /** Of a Forge installation. */
  readonly installationId?: string;
}

/** The host, which sent a signed lifecycle call; for the account that its token names, if it names one. */
export interface AuditHost {
  readonly kind: 'host';
  readonly accountId?: string;
}

/** The user of a page. Absent ids are those of anonymous users. */
export interface AuditAccount {
  readonly kind: 'account';
  readonly accountId?: string;
}

/** The app itself, for whom the call named with `by`. */
export interface AuditOperator {
  readonly kind: 'operator';
  readonly name?: string;
}

/** What a lifecycle call did to a tenant. */
export type TenantAction =
  | 'tenant_installed'
  | 'tenant_updated'
  | 'secret_rotated'
  | 'tenant_uninstalled'
  | 'tenant_enabled'
  | 'tenant_disabled';

/** What was done, by whom and to what. */
export type AuditEntry =
  | {
      readonly action: TenantAction;
      readonly by: AuditHost;
      readonly clientKey: string;
      /** When the host issued the call, in seconds since the epoch. */
      readonly issuedAt: number;
    }
  | ({
      readonly action: 'session_signed_out';
      readonly by: AuditAccount;
      readonly sessionId: string;
    } & HostNames)
  | { readonly action: 'session_revoked'; readonly by: AuditOperator; readonly sessionId: string }
  | {
      readonly action: 'account_revoked';
      readonly by: AuditOperator;
      readonly clientKey: string;
      readonly accountId: string;
    }
  | {
      readonly action: 'tenant_revoked' | 'previous_secret_dropped';
      readonly by: AuditOperator;
      readonly clientKey: string;
    }
  | {
      readonly action: 'installation_admitted' | 'installation_uninstalled';
      readonly by: AuditHost;
      readonly installationId: string;
      /** When the host issued the token of the request, in seconds since the epoch. */
      readonly issuedAt: number;
    }
  | {
      readonly action: 'installation_linked' | 'installation_unlinked';
      readonly by: AuditHost | AuditOperator;
      readonly installationId: string;
      /** Of the Connect tenant. */
      readonly clientKey: string;
    }
  | {
      readonly action: 'secrets_sealed';
      readonly by: AuditOperator;
      /** How many tenants had secrets that were not sealed with the first key. */
      readonly tenants: number;
    };

/**
 * An entry of the audit log. It is reported once the store has the change. It holds no token and no secret; names of
 * accounts are personal data. Its JSON schema is `@authbeat/server/audit.schema.json`; see docs/server/audit.md.
 */
export type AuditEvent = AuditEntry & {
  readonly type: 'audit';
  /** A UUID, by which an entry that was written twice is recognized. */
  readonly id: string;
  /** When the node reported it, by its own clock: RFC 3339, in UTC, with milliseconds. */
  readonly at: string;
  /** The option `nodeName` of the node. */
  readonly node: string;
};

/** Who asks for a change, in calls of the app. */
export interface ChangeOptions {
  /** For the audit log: a name of the person or job, such as an address or the number of a ticket. */
  readonly by?: string;
}

export function operator({ by }: ChangeOptions): AuditOperator {
  return { kind: 'operator', ...(by !== undefined && { name: by }) };
}
