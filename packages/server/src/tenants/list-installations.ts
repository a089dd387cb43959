import type { ForgeEnvironment } from '@authbeat/core';
import type { Store } from '../stores/contract.ts';
import type { LinkedBy } from './installation-record.ts';

/** What a store keeps of a Forge installation. */
export interface ListedInstallation {
  /** The installation's ARI. */
  readonly installationId: string;
  readonly installed: boolean;
  /** Absent until the first invocation token. */
  readonly environment?: ForgeEnvironment;
  /** The site. Absent until an invocation token names it. */
  readonly cloudId?: string;
  /** The Connect tenant that it is linked to. */
  readonly clientKey?: string;
  /** On whose word it is linked. Without a clientKey, an operator has removed the link. */
  readonly linkedBy?: LinkedBy;
}

/**
 * Lists the Forge installations of a store, in no particular order.
 *
 * @throws {StoreError}
 *
 * @example
 * ```ts
 * import { listInstallations } from '@authbeat/server/import';
 * import { sqliteStore } from '@authbeat/server/sqlite';
 *
 * for await (const { installationId, clientKey } of listInstallations(sqliteStore('authbeat.db')))
 *   console.log(installationId, clientKey ?? 'not linked');
 * ```
 */
export async function* listInstallations(
  store: Pick<Store, 'listTenants'>,
): AsyncGenerator<ListedInstallation, void> {
  for await (const { clientKey: installationId, installed, forge } of store.listTenants()) {
    if (!forge) continue;
    const { linkedTo: clientKey, ...known } = forge;
    yield { installationId, installed, ...known, ...(clientKey !== undefined && { clientKey }) };
  }
}
