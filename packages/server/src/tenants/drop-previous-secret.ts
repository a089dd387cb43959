import type { Signals } from '../signals/signals.ts';
import { requireName } from './revoke.ts';
import type { Tenants } from './tenants.ts';

/** Drops the previous secret of a tenant, by compare-and-set. Resolves with whether there was one. */
export async function dropPreviousSecret(
  clientKey: string,
  { tenants, signals }: { readonly tenants: Tenants; readonly signals: Signals },
): Promise<boolean> {
  requireName('dropPreviousSecret', 'clientKey', clientKey);
  const { before, after } = await tenants.change(clientKey, (kept) => {
    if (!kept?.previousSecret) return kept;
    const { previousSecret: _dropped, ...rest } = kept;
    return rest;
  });
  const wasDropped = before !== after;
  if (wasDropped) signals.emit({ type: 'previous_secret_dropped', clientKey });
  return wasDropped;
}
