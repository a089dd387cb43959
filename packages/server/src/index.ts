export { createAuthbeat } from './authbeat.ts';
export type { Authbeat } from './authbeat.ts';
export type { AuthbeatOptions, ForgeOptions, LifecyclePaths, RecoveryOptions } from './options.ts';
export { fromEnvironment } from './environment.ts';
export type { DevelopmentOptions } from './environment.ts';
export { trustAccountId } from './host-api.ts';
export type { AccountId, AsUserOptions, HostApi, HostRequestInit, PaginateInit } from './host-api.ts';
export type { AccountPlace, PermissionQuery, RequiredPermissions } from './host-calls/permissions.ts';
export { AUTHORIZATION_SERVERS } from './host-calls/access-tokens.ts';
export { HostCallError } from './host-calls/errors.ts';
export type { HostCallErrorCode, HostCallErrorData } from './host-calls/errors.ts';
export { INSTALL_KEY_SERVERS } from './tokens/install-keys.ts';
export { INVOCATION_KEYS_URL } from './tokens/invocation-keys.ts';
export type { ForgeLifecycleEvent } from './guards/apply-forge-event.ts';
export type { ApiOptions, ApiTokenKind } from './guards/api.ts';
export type { LifecycleCall, LifecycleGuard, LifecycleVerdict } from './endpoints/lifecycle-guard.ts';
export type { ShellOptions } from './guards/shell.ts';
export { readTenantSecrets } from './tenants/read-secrets.ts';
export type { TenantSecrets } from './tenants/read-secrets.ts';
export type { DoorLimits, Limit, LimitedDoor } from './tenants/limits.ts';
export type { AccountName } from './tenants/revoke.ts';
export type { InstallationLink } from './tenants/check-link.ts';
export type { LinkInstallationOptions } from './tenants/operate-links.ts';
export type { ListedInstallation } from './tenants/list-installations.ts';

export type { AuthbeatRequest, RequestBody } from './request.ts';
export type { AuthbeatResponse } from './response.ts';
export { withoutCredentials } from './http/credentials.ts';
export type { UpstreamTokenOptions } from './tokens/upstream.ts';
export type {
  AdmittedToken,
  Admission,
  ConnectPrincipal,
  ForgePrincipal,
  Guard,
  PermissionGuard,
  Platform,
  Principal,
  PrincipalKind,
  Verdict,
} from './verdict.ts';
export type { Change, Entry, ForgeInstallationRecord, Store, TenantRecord } from './stores/contract.ts';

export type { AuthbeatEvent, Door } from './signals/events.ts';
export type {
  AuditAccount,
  AuditEntry,
  AuditEvent,
  AuditHost,
  AuditOperator,
  ChangeOptions,
  TenantAction,
} from './signals/audit.ts';
export type { Logger } from './signals/log.ts';
export { ArgumentError, ConfigurationError, KeyServerError, LinkError, Refusal } from './errors.ts';
export type { LinkErrorCode } from './errors.ts';
export type { RefusalCode } from '@authbeat/core';
export { StoreError } from './stores/errors.ts';
export type { StoreErrorCode, StoreErrorData } from './stores/errors.ts';
