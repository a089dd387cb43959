import type { ChangeOptions } from '../signals/audit.ts';
import type { Store } from '../stores/contract.ts';
import { checkLink, requireInstallationId, type InstallationLink } from './check-link.ts';
import type { Installations } from './installations.ts';
import { listInstallations, type ListedInstallation } from './list-installations.ts';
import { requireOperator } from './revoke.ts';

/** The options of `linkInstallation`. */
export interface LinkInstallationOptions extends ChangeOptions {
  /** Whether the tenant may be of another site than the installation, or unknown to the store. Defaults to `false`. */
  readonly force?: boolean;
}

/** What the app itself does about the links of its installations. */
export interface LinkOperations {
  linkInstallation(link: InstallationLink, options?: LinkInstallationOptions): Promise<void>;
  unlinkInstallation(installationId: string, options?: ChangeOptions): Promise<boolean>;
  listInstallations(): AsyncIterable<ListedInstallation>;
}

/** Checks names before anything is changed. */
export function createLinkOperations({
  store,
  installations,
}: {
  readonly store: Store;
  readonly installations: Installations;
}): LinkOperations {
  return {
    async linkInstallation(link, { force = false, ...options } = {}) {
      const { installationId, clientKey } = link;
      requireOperator('linkInstallation', options);
      await checkLink({ installationId, clientKey }, store, force);
      await installations.link(installationId, { clientKey, by: 'operator' }, options);
    },
    async unlinkInstallation(installationId, options = {}) {
      requireInstallationId('unlinkInstallation', installationId);
      requireOperator('unlinkInstallation', options);
      return installations.unlink(installationId, options);
    },
    listInstallations: () => listInstallations(store),
  };
}
