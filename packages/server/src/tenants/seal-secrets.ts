import { operator, type ChangeOptions } from '../signals/audit.ts';
import type { Signals } from '../signals/signals.ts';
import type { Store, TenantRecord } from '../stores/contract.ts';
import type { SecretBox } from './secret-box.ts';
import { requireOperator } from './revoke.ts';
import type { Tenants } from './tenants.ts';

export interface SealOptions {
  readonly store: Store;
  readonly box: SecretBox;
  readonly tenants: Tenants;
  readonly signals: Signals;
}

/** Seals the secrets of every tenant with the first encryption key, one compare-and-set at a time. */
export async function sealSecrets(
  options: ChangeOptions,
  { store, box, tenants, signals }: SealOptions,
): Promise<number> {
  requireOperator('sealSecrets', options);
  let sealed = 0;
  for await (const { clientKey } of store.listTenants()) {
    const { before, after } = await tenants.change(clientKey, (kept) => kept && reseal(kept, box));
    if (before !== after) sealed += 1;
  }
  signals.emit({ type: 'secrets_sealed', tenants: sealed });
  signals.audit({ action: 'secrets_sealed', by: operator(options), tenants: sealed });
  return sealed;
}

/** Returns the record itself if its secrets are sealed with the first key already. */
function reseal(record: TenantRecord, box: SecretBox): TenantRecord {
  // A tenant of a store that is followed has no record to seal.
  if (record.version === 0) return record;
  const { clientKey, secret, previousSecret, pendingSecret } = record;
  const isCurrent = [secret, previousSecret?.secret ?? '', pendingSecret?.secret ?? ''].every(
    (kept) => kept === '' || box.isCurrent(kept),
  );
  if (isCurrent) return record;
  const resealed = (kept: string): string =>
    kept === '' ? '' : box.seal(box.unseal(kept, clientKey), clientKey);
  return {
    ...record,
    secret: resealed(secret),
    ...(previousSecret && { previousSecret: { ...previousSecret, secret: resealed(previousSecret.secret) } }),
    ...(pendingSecret && { pendingSecret: { ...pendingSecret, secret: resealed(pendingSecret.secret) } }),
  };
}
