import type { LifecycleEvent } from '@authbeat/core';
import { createCors } from './cors.ts';
import { createLifecycleGuard, type LifecycleGuard } from './endpoints/lifecycle-guard.ts';
import type { Eventually } from './eventually.ts';
import { applyForgeEvent, type ForgeLifecycleEvent } from './guards/apply-forge-event.ts';
import { createApiGuard, type ApiOptions } from './guards/api.ts';
import { createPageGuard } from './guards/page.ts';
import { createRemoteGuard } from './guards/remote.ts';
import { createShellGuard, type ShellOptions } from './guards/shell.ts';
import { createWebhookGuard } from './guards/webhook.ts';
import { checkPermissions, createPermissionGuard } from './guards/permission.ts';
import type { HostApi } from './host-api.ts';
import type { AccountPlace, PermissionQuery, RequiredPermissions } from './host-calls/permissions.ts';
import type { AuthbeatOptions } from './options.ts';
import { createPages } from './recovery/pages.ts';
import type { AuthbeatRequest } from './request.ts';
import type { AuthbeatResponse } from './response.ts';
import { resolveOptions } from './resolve-options.ts';
import { createRouter } from './router.ts';
import { createServices } from './services.ts';
import type { ChangeOptions } from './signals/audit.ts';
import { warnOfPlainSecrets } from './signals/warn.ts';
import type { InstallationLink } from './tenants/check-link.ts';
import type { ListedInstallation } from './tenants/list-installations.ts';
import { createLinkOperations, type LinkInstallationOptions } from './tenants/operate-links.ts';
import { createRevoker, type AccountName } from './tenants/revoke.ts';
import { dropPreviousSecret } from './tenants/drop-previous-secret.ts';
import { sealSecrets } from './tenants/seal-secrets.ts';
import { mintUpstreamToken, type UpstreamTokenOptions } from './tokens/upstream.ts';
import type {
  AdmittedToken,
  ConnectPrincipal,
  ForgePrincipal,
  Guard,
  PermissionGuard,
  Principal,
} from './verdict.ts';

/** Authbeat's server side, independent of frameworks. Adapters translate their requests and responses. */
export interface Authbeat {
  /**
   * Opens the store. The first request does the same, so `open` is for apps that want to fail at start. While the
   * store does not open, requests get 503.
   *
   * @throws {StoreError}
   */
  open(): Promise<void>;
  /** Closes the store. Requests that need it then get 503, until `open` is called again. */
  close(): Promise<void>;
  /** Responds to the requests below `mount`. Returns `undefined` at once for all others. Never throws or rejects. */
  handle(request: AuthbeatRequest): Eventually<AuthbeatResponse | undefined>;
  /** Guards the pages that a host frames. An expired page load heals. */
  page(): Guard<ConnectPrincipal>;
  /** Guards APIs. */
  api(options?: ApiOptions): Guard;
  /** Guards webhooks. Each token of the host is admitted once. */
  webhook(): Guard<ConnectPrincipal>;
  /**
   * Guards what Forge calls at a remote: `invokeRemote`, `requestRemote`, events and scheduled triggers. Admits the
   * invocation token of such a request, as often as Forge sends it. See docs/server/forge.md.
   *
   * @throws {ConfigurationError} without the option `forge`
   */
  remote(): Guard<ForgePrincipal>;
  /**
   * Applies an event of Forge about an installation: behind `remote()`, at the path of an endpoint that subscribes to
   * `avi:forge:installed:app` and `avi:forge:uninstalled:app`. An uninstall ends the sessions of the installation, on
   * every node. See docs/server/forge-installations.md.
   *
   * @param principal of the verdict that admitted the request
   * @param body of the request
   * @returns what happened; `undefined` for any other event, and for a request that a page may have sent
   * @throws {StoreError} respond with 5xx then: Forge repeats the event
   */
  applyForgeEvent(principal: Principal, body: unknown): Promise<ForgeLifecycleEvent | undefined>;
  /** Guards the static page of a `cacheable` module. Admits every GET and HEAD request. */
  shell(options?: ShellOptions): Guard<undefined>;
  /**
   * Verifies lifecycle calls at a path of the app's own, in place of the one below `mount`, and leaves it to the caller
   * whether a call is kept: for a proxy that forwards it first. See docs/server/upstream.md.
   */
  lifecycle(event: LifecycleEvent): LifecycleGuard;
  /**
   * Mints a token for an app behind this server that verifies host tokens by itself: with the tenant's secret, for the
   * tenant, account and signed context of an admitted request. It lives as long as a ticket, and no longer than the
   * token that admitted the request is admitted. Authbeat itself refuses it everywhere. See docs/server/upstream.md.
   *
   * @param token of the verdict that admitted the request
   * @throws {ArgumentError} when it is not one of a verdict
   */
  mintUpstreamToken(token: AdmittedToken, options?: UpstreamTokenOptions): string;
  /**
   * The REST API of a tenant's host, called as the app.
   *
   * @example
   * ```ts
   * import type { Authbeat } from '@authbeat/server';
   *
   * export async function readSummary(authbeat: Authbeat, clientKey: string, issueKey: string): Promise<string> {
   *   const path = `/rest/api/3/issue/${encodeURIComponent(issueKey)}?fields=summary`;
   *   const issue = await authbeat.host(clientKey).json<{ fields: { summary: string } }>(path);
   *   return issue.fields.summary;
   * }
   * ```
   *
   * @param tenantId of the principal: a `clientKey`, or the `installationId` of a Forge installation
   * @throws {ArgumentError} when there is no tenantId
   */
  host(tenantId: string): HostApi;
  /**
   * Guards requests that one of the other guards has admitted, by the permissions of their user in the host. They are
   * asked of the host as the app, and remembered for five seconds. Anonymous users have none. When the host does not
   * respond, the request gets 503.
   *
   * @throws {ConfigurationError} when no permission is required, or one has no name
   */
  permission(required: RequiredPermissions): PermissionGuard;
  /**
   * Asks the host whether the user of a principal has permissions: in the issue, project or content of the signed
   * context, or in those that the query names.
   *
   * @throws {HostCallError} when the host does not say. Treat that as "no"
   * @throws {ConfigurationError} as `permission`
   */
  hasPermission(principal: AccountPlace, query: PermissionQuery): Promise<boolean>;
  /**
   * Ends a session, on every node.
   *
   * @throws {ArgumentError} when there is no id
   * @throws {StoreError}
   */
  revokeSession(sessionId: string, options?: ChangeOptions): Promise<void>;
  /**
   * Ends the sessions of an account, on every node, and refuses the host tokens that it has so far.
   *
   * @throws {ArgumentError} when the clientKey or the accountId is missing
   * @throws {StoreError}
   */
  revokeAccount(account: AccountName, options?: ChangeOptions): Promise<void>;
  /**
   * Ends the sessions of all accounts of a tenant, on every node, and refuses the host tokens that they have so far.
   *
   * @param clientKey the `tenantId` of principals; the `installationId` of a linked installation stands for its tenant
   * @throws {ArgumentError} when there is no clientKey
   * @throws {StoreError}
   */
  revokeTenant(clientKey: string, options?: ChangeOptions): Promise<void>;
  /**
   * Links a Forge installation to a Connect tenant, in place of any other link: the installation then has the tenant's
   * data. Its sessions under another tenant end, on every node.
   *
   * @throws {ArgumentError} for a name that is missing, or in the place of the other
   * @throws {LinkError} when the store does not know the tenant, or has it with another site
   * @throws {StoreError}
   */
  linkInstallation(link: InstallationLink, options?: LinkInstallationOptions): Promise<void>;
  /**
   * Removes the link of a Forge installation. Only `linkInstallation` links it again.
   *
   * @returns whether there was one
   * @throws {ArgumentError} when the installationId is none
   * @throws {StoreError}
   */
  unlinkInstallation(installationId: string, options?: ChangeOptions): Promise<boolean>;
  /** Lists the Forge installations of the store. @throws {StoreError} */
  listInstallations(): AsyncIterable<ListedInstallation>;
  /**
   * Drops the previous shared secret of a tenant at once, before `previousSecretLifetime` has passed: for a secret that
   * was leaked. Tokens that the host signed with it are refused from then on.
   *
   * @returns whether there was one
   * @throws {ArgumentError} when there is no clientKey
   * @throws {StoreError}
   */
  dropPreviousSecret(clientKey: string, options?: ChangeOptions): Promise<boolean>;
  /**
   * Seals every tenant's secrets with the first of `encryptionKeys`: run it once after that key is new, and
   * drop the old key then. Safe beside running nodes.
   *
   * @returns how many tenants it sealed
   */
  sealSecrets(options?: ChangeOptions): Promise<number>;
}

/**
 * Builds Authbeat's server side.
 *
 * @example
 * ```ts
 * import { createAuthbeat } from '@authbeat/server';
 * import { sqliteStore } from '@authbeat/server/sqlite';
 *
 * const authbeat = createAuthbeat({
 *   appKey: 'issue-panel',
 *   baseUrl: 'https://app.example.com',
 *   sessionKeys: [process.env['SESSION_KEY']],
 *   store: sqliteStore('authbeat.db'),
 * });
 * ```
 *
 * @throws {ConfigurationError} with every mistake in the options
 */
export function createAuthbeat(options: AuthbeatOptions): Authbeat {
  const settings = resolveOptions(options);
  const services = createServices(settings);
  const pages = createPages(settings);
  const cors = createCors(settings.forge?.origins ?? []);
  const page = createPageGuard(services, pages);
  const webhook = createWebhookGuard(services);
  warnOfPlainSecrets(settings, services.signals);
  services.changes.begin();
  return {
    async open() {
      services.changes.begin();
      await services.store.open();
    },
    async close() {
      services.changes.end();
      await services.store.close();
    },
    handle: cors.endpoints(createRouter(services, pages)),
    page: () => page,
    api: (apiOptions) => cors.guard(createApiGuard(services, apiOptions)),
    webhook: () => webhook,
    remote: () => cors.guard(createRemoteGuard(services)),
    applyForgeEvent: async (principal, body) => applyForgeEvent(principal, body, services.installations),
    shell: (shellOptions) => createShellGuard(services, shellOptions),
    lifecycle: (event) => createLifecycleGuard(event, services),
    mintUpstreamToken: (token, tokenOptions = {}) => mintUpstreamToken(token, tokenOptions, settings),
    host: services.hostApis,
    permission: (required) => createPermissionGuard(services, required),
    hasPermission: async (principal, query) => {
      checkPermissions(query);
      return services.permissions.has(principal, query);
    },
    ...createRevoker(services),
    ...createLinkOperations(services),
    dropPreviousSecret: async (clientKey, changeOptions = {}) =>
      dropPreviousSecret(clientKey, changeOptions, services),
    sealSecrets: async (changeOptions = {}) => sealSecrets(changeOptions, services),
  };
}
