import { TokenError } from '../errors.ts';
import { decodeToken } from '../jwt/decode.ts';
import { checkLifetime, type Clock } from '../jwt/lifetime.ts';
import { verifyRs256 } from '../jwt/rs256.ts';
import { readInvocationClaims, type ForgeEnvironment, type InvocationClaims } from './invocation.ts';

/** Finds the key with this id in the key set of the configured cloud, as SPKI in PEM form; `undefined` without one. */
export type FindInvocationKey = (kid: string) => Promise<string | undefined> | string | undefined;

export interface VerifyInvocationOptions {
  /** The app's ARI, `app.id` of its manifest. Every Forge app's tokens are signed with the same keys. */
  readonly appId: string;
  /** Which environments of the app are admitted. Defaults to production alone. */
  readonly environments?: readonly ForgeEnvironment[];
  /** Defaults to `Date.now`. */
  readonly now?: Clock;
  /** How much the clocks may differ, in seconds, both ways. Defaults to 10, which is also the most. */
  readonly leeway?: number;
}

/** A Forge invocation token that Atlassian has signed for this app. */
export interface VerifiedInvocation {
  readonly claims: InvocationClaims;
}

/** The largest invocation token that is looked at, in characters: Node accepts headers of 16 kB in all. */
export const MAX_INVOCATION_LENGTH = 16_000;
/** Forge signs for 25 seconds. A token of a longer life comes from elsewhere. */
const LONGEST_LIFETIME = 60;
const MAX_LEEWAY = 10;

/**
 * Verifies the token that Forge sends to a remote: form, issuer, audience, environment, times and signature (RS256).
 * A key is looked up only when everything else is right. The audience is the configured app, never the one that the
 * token names. The same token may come many times: Forge's bridge uses it until it expires.
 *
 * @example
 * ```ts
 * import { verifyInvocationToken } from '@authbeat/core';
 *
 * export async function accountOf(token: string, findKey: (kid: string) => Promise<string | undefined>) {
 *   const { claims } = await verifyInvocationToken(token, findKey, {
 *     appId: 'ari:cloud:ecosystem::app/8f1c4e3a-9a3d-4d0e-8c53-1f0a6a2f1b77',
 *   });
 *   return claims.accountId;
 * }
 * ```
 *
 * @throws {TokenError} with the code of the first check that fails, and whatever `findKey` throws
 * @see https://developer.atlassian.com/platform/forge/remote/essentials/
 */
export async function verifyInvocationToken(
  token: string,
  findKey: FindInvocationKey,
  { appId, environments = ['production'], now = Date.now, leeway = MAX_LEEWAY }: VerifyInvocationOptions,
): Promise<VerifiedInvocation> {
  const decoded = decodeToken(token, { maxLength: MAX_INVOCATION_LENGTH });
  const { alg, kid, typ = 'JWT' } = decoded.header;
  if (alg !== 'RS256') throw new TokenError('token_algorithm_refused', { name: 'alg' });
  if (typ.toUpperCase() !== 'JWT') throw new TokenError('token_header_refused', { name: 'typ' });
  if (kid === undefined) throw new TokenError('token_header_refused', { name: 'kid' });
  const claims = readInvocationClaims(decoded.claims);
  if (claims.appId !== appId) throw new TokenError('token_claim_invalid', { name: 'aud' });
  if (!environments.includes(claims.environment.type))
    throw new TokenError('token_claim_invalid', { name: 'app.environment.type' });
  checkLifetime(decoded.claims, {
    now,
    leeway: Math.min(leeway, MAX_LEEWAY),
    maxLifetime: LONGEST_LIFETIME,
  });
  const key = await findKey(kid);
  if (key === undefined) throw new TokenError('token_key_unknown', { name: 'kid' });
  await verifyRs256(decoded, key);
  return { claims };
}
