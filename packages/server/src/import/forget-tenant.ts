import type { Store, TenantRecord } from '../stores/contract.ts';
import { changeRecord } from '../tenants/change-record.ts';

/**
 * Forgets a tenant or a Forge installation: erases its secrets, its address, its link and everything else that the host
 * said about it, and ends its sessions on every node. What stays are its name and the times of its last lifecycle calls,
 * so that no earlier call and no earlier session counts again.
 *
 * @returns whether there was anything to erase
 * @throws {StoreError}
 *
 * @example
 * ```ts
 * import { forgetTenant } from '@authbeat/server/import';
 * import { sqliteStore } from '@authbeat/server/sqlite';
 *
 * await forgetTenant(sqliteStore('authbeat.db'), 'a-client-key');
 * ```
 */
export async function forgetTenant(store: Store, clientKey: string): Promise<boolean> {
  const { before, after } = await changeRecord(store, clientKey, (kept) => {
    if (!kept || isForgotten(kept)) return kept;
    const { previousSecret: _previous, pendingSecret: _pending, imported: _imported, ...rest } = kept;
    return {
      ...rest,
      installed: false,
      enabled: false,
      generation: kept.generation + 1,
      baseUrl: '',
      secret: '',
      details: {},
      ...(kept.forge && { forge: {} }),
    };
  });
  return before !== after;
}

function isForgotten({ secret, baseUrl, forge = {} }: TenantRecord): boolean {
  return secret === '' && baseUrl === '' && Object.keys(forge).length === 0;
}
