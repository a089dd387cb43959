import type { TenantRecord } from '../stores/contract.ts';
import { createSecretBox } from './secret-box.ts';

/** The shared secrets of a tenant. */
export interface TenantSecrets {
  readonly secret: string;
  /** The secret before the last rotation, and until when it verifies, in seconds since the epoch. */
  readonly previous?: { readonly secret: string; readonly validUntil: number };
}

/**
 * Unseals the shared secrets of a tenant record. For tools of operators; the server does it on its own.
 *
 * @param encryptionKeys the option `encryptionKeys` of the app; empty when it has none
 * @throws {Error} when no encryption key unseals them
 */
export function readTenantSecrets(
  { clientKey, secret, previousSecret }: TenantRecord,
  encryptionKeys: readonly string[],
): TenantSecrets {
  const box = createSecretBox(encryptionKeys);
  return {
    secret: box.unseal(secret, clientKey),
    ...(previousSecret && {
      previous: {
        secret: box.unseal(previousSecret.secret, clientKey),
        validUntil: previousSecret.expiresAtMs / 1000,
      },
    }),
  };
}
