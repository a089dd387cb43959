import { operator, type ChangeOptions } from '../signals/audit.ts';
import type { Signals } from '../signals/signals.ts';
import { requireName, requireOperator } from './revoke.ts';
import type { Tenants } from './tenants.ts';

/** Drops the previous secret of a tenant, by compare-and-set. Resolves with whether there was one. */
export async function dropPreviousSecret(
  clientKey: string,
  options: ChangeOptions,
  { tenants, signals }: { readonly tenants: Tenants; readonly signals: Signals },
): Promise<boolean> {
  requireName('dropPreviousSecret', 'clientKey', clientKey);
  requireOperator('dropPreviousSecret', options);
  const { before, after } = await tenants.change(clientKey, (kept) => {
    if (!kept?.previousSecret) return kept;
    const { previousSecret: _dropped, ...rest } = kept;
    return rest;
  });
  const wasDropped = before !== after;
  if (wasDropped) {
    signals.emit({ type: 'previous_secret_dropped', clientKey });
    signals.audit({ action: 'previous_secret_dropped', by: operator(options), clientKey });
  }
  return wasDropped;
}
