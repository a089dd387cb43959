import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { InstallKeyPair } from '@authbeat/core';

/** The install key of the local host. Its `kid` begins with `authbeat-dev-`. */
export interface SigningKey extends InstallKeyPair {
  /** SPKI in PEM form: as the key server serves it. */
  readonly publicKeyPem: string;
}

let signingKey: Promise<SigningKey> | undefined;

/** The signing key of this process. It is generated for the first host and never stored. */
export async function getSigningKey(): Promise<SigningKey> {
  signingKey ??= generateSigningKey();
  return signingKey;
}

async function generateSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return {
    kid: `authbeat-dev-${randomUUID()}`,
    privateKey,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** Generates a shared secret of 256 bits. Its prefix marks it as one for development. */
export function generateSharedSecret(): string {
  return `authbeat-dev-${randomBytes(32).toString('base64url')}`;
}
