import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { InstallKeyPair } from '@authbeat/core';

/** Where apps fetch the public key of lifecycle calls. */
export const KEYS_PATH = '/install-keys';

/** A key pair of the local host. `authbeat-dev-` stands in its `kid`. */
export interface SigningKey extends InstallKeyPair {
  /** SPKI in PEM form: as the key server serves it. */
  readonly publicKeyPem: string;
}

let signingKey: Promise<SigningKey> | undefined;
let invocationKey: Promise<SigningKey> | undefined;

/** The signing key of this process. It is generated for the first host and never stored. */
export async function getSigningKey(): Promise<SigningKey> {
  signingKey ??= generateSigningKey('authbeat-dev-');
  return signingKey;
}

/** The key of this process for the invocation tokens of Forge apps. Its `kid` has the form of Forge's. */
export async function getInvocationKey(): Promise<SigningKey> {
  invocationKey ??= generateSigningKey('forge/invocation-token/authbeat-dev-');
  return invocationKey;
}

async function generateSigningKey(prefix: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return {
    kid: `${prefix}${randomUUID()}`,
    privateKey,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** Generates a shared secret of 256 bits. Its prefix marks it as one for development. */
export function generateSharedSecret(): string {
  return `authbeat-dev-${randomBytes(32).toString('base64url')}`;
}
