import { ArgumentError, LinkError } from '../errors.ts';
import type { Store } from '../stores/contract.ts';
import { isInstallationId } from '../stores/records.ts';

/** An installation, and the Connect tenant that it is linked to. */
export interface InstallationLink {
  /** The installation's ARI. */
  readonly installationId: string;
  readonly clientKey: string;
}

/**
 * Checks a link that an operator sets: a mistake would give one site the data of another.
 *
 * @param force whether the tenant may be of another site, or unknown
 * @throws {ArgumentError} for a name that is missing, or in the place of the other
 * @throws {LinkError}
 * @throws {StoreError}
 */
export async function checkLink(
  { installationId, clientKey }: InstallationLink,
  store: Pick<Store, 'readTenant'>,
  force: boolean,
): Promise<void> {
  requireInstallationId('linkInstallation', installationId);
  if (typeof clientKey !== 'string' || clientKey === '' || isInstallationId(clientKey))
    throw new ArgumentError('linkInstallation', 'clientKey');
  if (force) return;
  const [tenant, installation] = await Promise.all([
    store.readTenant(clientKey),
    store.readTenant(installationId),
  ]);
  if (!tenant) throw new LinkError('link_tenant_unknown');
  const [own, other] = [installation?.forge?.cloudId, tenant.details['cloudId']];
  if (own !== undefined && other !== undefined && own !== other) throw new LinkError('link_site_mismatch');
}

/** @throws {ArgumentError} unless it is the ARI of an installation */
export function requireInstallationId(method: string, value: unknown): void {
  if (!isInstallationId(value)) throw new ArgumentError(method, 'installationId');
}
