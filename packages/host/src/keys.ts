import { generateKeyPair, randomBytes, randomUUID, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** The key that signs lifecycle calls. */
export interface SigningKey {
  /** Starts with `authbeat-dev-`, so that nobody takes it for a key of Atlassian. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** SPKI in PEM form: what the key server publishes. */
  readonly publicKeyPem: string;
}

let signingKey: Promise<SigningKey> | undefined;

/** The signing key of this process, made when the first host starts. It is never written anywhere. */
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

/** Generates a shared secret of 256 bits, marked as one of development. */
export function generateSharedSecret(): string {
  return `authbeat-dev-${randomBytes(32).toString('base64url')}`;
}
