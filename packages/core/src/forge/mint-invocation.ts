import { randomUUID, type KeyObject } from 'node:crypto';
import type { ClaimSet } from '../jwt/hs256.ts';
import type { Clock } from '../jwt/lifetime.ts';
import { signRs256 } from '../jwt/rs256.ts';
import { INVOCATION_ISSUER, type ForgeEnvironment } from './invocation.ts';

export interface MintInvocationOptions {
  /** The app's ARI. */
  readonly appId: string;
  /** The installation's ARI. */
  readonly installationId: string;
  /** Defaults to `production`. */
  readonly environment?: ForgeEnvironment;
  readonly moduleKey?: string;
  /** The user (`principal`). Anonymous by default. */
  readonly accountId?: string;
  /** The `context` claim. None by default. */
  readonly context?: ClaimSet;
  /** When the token is issued. Defaults to `Date.now`. */
  readonly now?: Clock;
  /** Seconds. Defaults to 25, as Forge has it. */
  readonly lifetime?: number;
  /** Claims to add or to replace; `undefined` removes one. None by default. */
  readonly claims?: ClaimSet;
}

/** The key that signs invocation tokens. */
export interface InvocationKeyPair {
  /** In production `forge/invocation-token/` and an id. */
  readonly kid: string;
  /** An RSA private key of at least 2048 bits. */
  readonly privateKey: KeyObject;
}

const LIFETIME = 25;

/**
 * Mints a Forge invocation token as Forge does: for tests, and for local hosts.
 *
 * @example
 * ```ts
 * import { mintInvocationToken, type InvocationKeyPair } from '@authbeat/core';
 *
 * export async function invocationToken(key: InvocationKeyPair): Promise<string> {
 *   return mintInvocationToken(
 *     { appId: 'ari:cloud:ecosystem::app/8f1c', installationId: 'ari:cloud:ecosystem::installation/5b2d' },
 *     key,
 *   );
 * }
 * ```
 */
export async function mintInvocationToken(
  options: MintInvocationOptions,
  key: InvocationKeyPair,
): Promise<string> {
  const { appId, installationId, environment = 'production', moduleKey, accountId, context } = options;
  const { now = Date.now, lifetime = LIFETIME } = options;
  const iat = Math.floor(now() / 1000);
  const claims = {
    iss: INVOCATION_ISSUER,
    aud: appId,
    iat,
    nbf: iat,
    exp: iat + lifetime,
    jti: randomUUID(),
    app: {
      id: appId,
      installationId,
      installation: { id: installationId },
      environment: { type: environment.toUpperCase() },
      ...(moduleKey !== undefined && { module: { key: moduleKey } }),
    },
    principal: accountId,
    context,
    ...options.claims,
  };
  return signRs256(claims, key.privateKey, { kid: key.kid });
}
