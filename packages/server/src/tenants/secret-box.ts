import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Seals tenants' secrets for the store. */
export interface SecretBox {
  /** Returns the secret as it is stored for this tenant. */
  seal(secret: string, clientKey: string): string;
  /** Returns the secret itself. @throws {Error} when no encryption key unseals it */
  unseal(kept: string, clientKey: string): string;
  /** Whether the stored secret is sealed as `seal` would do it now. */
  isCurrent(kept: string): boolean;
}

const PREFIX = 'sealed.v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals secrets with AES-256-GCM, each bound to its tenant. The first key seals, all keys unseal. Without keys,
 * secrets are stored as they are.
 *
 * @param encryptionKeys each of at least 32 bytes
 * @see NIST SP 800-38D
 */
export function createSecretBox(encryptionKeys: readonly string[]): SecretBox {
  const keys = encryptionKeys.map(deriveKey);
  const [first] = keys;
  return {
    seal(secret, clientKey) {
      if (!first) return secret;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', first.key, nonce).setAAD(Buffer.from(clientKey));
      const sealed = Buffer.concat([
        nonce,
        cipher.update(secret, 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return [PREFIX, first.id, sealed.toString('base64url')].join('.');
    },
    unseal(kept, clientKey) {
      if (!kept.startsWith(`${PREFIX}.`)) return kept;
      const [, , id, text = ''] = kept.split('.');
      const key = keys.find((candidate) => candidate.id === id);
      if (!key) throw new Error('A tenant is sealed with a key that is not among `encryptionKeys`.');
      const sealed = Buffer.from(text, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key.key, sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(clientKey)).setAuthTag(sealed.subarray(-TAG_BYTES));
      const body = sealed.subarray(NONCE_BYTES, -TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
    isCurrent: (kept) => (first ? kept.startsWith(`${PREFIX}.${first.id}.`) : !kept.startsWith(`${PREFIX}.`)),
  };
}

function deriveKey(secret: string): { id: string; key: Uint8Array } {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'authbeat tenant secret', 32));
  const id = createHash('sha256').update('authbeat key id').update(key).digest('base64url').slice(0, 16);
  return { id, key };
}
