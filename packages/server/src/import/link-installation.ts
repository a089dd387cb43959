import type { Store } from '../stores/contract.ts';
import { changeRecord } from '../tenants/change-record.ts';
import { checkLink, requireInstallationId, type InstallationLink } from '../tenants/check-link.ts';
import { linkInstallation as link, unlinkInstallation as unlink } from '../tenants/installation-record.ts';

/** Options of `linkInstallation`. */
export interface LinkOptions {
  /** Whether the tenant may be of another site than the installation, or unknown to the store. Defaults to `false`. */
  readonly force?: boolean;
  /** Whether the link is written. Defaults to `true`; with `false`, it is checked alone. */
  readonly write?: boolean;
}

/**
 * Links a Forge installation to a Connect tenant, in place of any other link. Its sessions under the other tenant end on
 * every node. A running app does the same with `authbeat.linkInstallation()`, which is in its audit log.
 *
 * @returns whether the link is a new one, or would be
 * @throws {ArgumentError} for a name that is missing, or in the place of the other
 * @throws {LinkError} when the store does not know the tenant, or has it with another site
 * @throws {StoreError}
 *
 * @example
 * ```ts
 * import { linkInstallation } from '@authbeat/server/import';
 * import { sqliteStore } from '@authbeat/server/sqlite';
 *
 * await linkInstallation(sqliteStore('authbeat.db'), {
 *   installationId: 'ari:cloud:ecosystem::installation/5b2d0d2e-6c1b-4c0a-9a3e-8f1c4e3a9a3d',
 *   clientKey: 'a-client-key',
 * });
 * ```
 */
export async function linkInstallation(
  store: Store,
  { installationId, clientKey }: InstallationLink,
  { force = false, write = true }: LinkOptions = {},
): Promise<boolean> {
  await checkLink({ installationId, clientKey }, store, force);
  if (!write) return (await store.readTenant(installationId))?.forge?.linkedTo !== clientKey;
  const { before, after } = await changeRecord(store, installationId, (kept) =>
    link(kept, installationId, { clientKey, by: 'operator' }),
  );
  return before?.forge?.linkedTo !== after?.forge?.linkedTo;
}

/**
 * Removes the link of a Forge installation. Only an operator links it again.
 *
 * @returns whether there was one
 * @throws {ArgumentError} when the installationId is none
 * @throws {StoreError}
 *
 * @example
 * ```ts
 * import { unlinkInstallation } from '@authbeat/server/import';
 * import { sqliteStore } from '@authbeat/server/sqlite';
 *
 * const installationId = 'ari:cloud:ecosystem::installation/5b2d0d2e-6c1b-4c0a-9a3e-8f1c4e3a9a3d';
 * await unlinkInstallation(sqliteStore('authbeat.db'), installationId);
 * ```
 */
export async function unlinkInstallation(store: Store, installationId: string): Promise<boolean> {
  requireInstallationId('unlinkInstallation', installationId);
  const { before, after } = await changeRecord(store, installationId, (kept) => kept && unlink(kept));
  return before !== after;
}
