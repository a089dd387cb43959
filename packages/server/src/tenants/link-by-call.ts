import type { TenantRecord } from '../stores/contract.ts';
import { isInstallationId } from '../stores/records.ts';
import type { TenantEvent } from './apply-event.ts';
import type { Installations } from './installations.ts';

/**
 * Does for a Forge installation what a lifecycle call of Connect says about it, once the call is applied to its tenant:
 * `installed` may link it, and `uninstalled` uninstalls it if it is linked to this very tenant. An app with Connect
 * modules in its Forge manifest gets both calls for one installation.
 *
 * @param record of the tenant, after the call
 * @throws {StoreError}
 */
export async function linkByCall(
  { event, clientKey, issuedAt, site }: TenantEvent,
  record: TenantRecord | undefined,
  installations: Installations,
): Promise<void> {
  const kept = record?.details['installationId'];
  // A token that comes again may come with another body, so only what the record has taken counts.
  if (event === 'installed' && isInstallationId(kept))
    await installations.link(kept, { clientKey, by: 'installed' });
  if (event !== 'uninstalled' || record?.uninstalledAt !== issuedAt) return;
  const named = site?.details['installationId'] ?? kept;
  if (named === undefined) return;
  const installation = await installations.find(named);
  if (installation?.clientKey === clientKey) await installations.uninstall(named, issuedAt);
}
