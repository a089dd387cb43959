import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';

/** A secret as long as a host's. */
export const SECRET = randomBytes(48).toString('base64url');

/** Another tenant's. */
export const OTHER_SECRET = randomBytes(48).toString('base64url');

/** An RSA key pair, and its public half as a key server publishes it. */
export function rsaKeys(modulusLength = 2048): { privateKey: KeyObject; publicKey: KeyObject; pem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return { privateKey, publicKey, pem: pemOf(publicKey) };
}

/** A key as PEM: SPKI where it is public, PKCS 8 where it is private. */
export function pemOf(key: KeyObject): string {
  return key.export({ type: key.type === 'public' ? 'spki' : 'pkcs8', format: 'pem' }).toString();
}
