import { TokenError } from '../errors.ts';
import { checkLifetime, type LifetimeOptions } from '../jwt/lifetime.ts';
import { verifyRs256 } from '../jwt/rs256.ts';
import { decodeHostToken, hasAudience, type HostClaims, type LifecycleClaims } from './decode.ts';
import { checkBinding, type BoundRequest } from '../qsh/hash.ts';

/** Finds the install key with this id, as SPKI in PEM form; `undefined` when there is none. */
export type FindInstallKey = (kid: string) => Promise<string | undefined> | string | undefined;

export interface VerifyLifecycleOptions extends LifetimeOptions {
  readonly request: BoundRequest;
  /** The base URL of the app's descriptor: the token's audience. A trailing slash makes no difference. */
  readonly baseUrl: string;
}

/** A lifecycle token that an install key has signed. */
export interface VerifiedLifecycleToken {
  readonly claims: LifecycleClaims;
}

/**
 * Verifies the token on `installed` and `uninstalled`: signature (RS256), form, `typ`, claims, audience, `qsh`
 * and times. A key is looked up only when everything else is right. **Compare `iss` with the `clientKey` of the
 * body**: the token does not cover the body.
 *
 * @example
 * ```ts
 * import { verifyLifecycleToken } from '@authbeat/core';
 *
 * export async function tenantOf(token: string, findKey: (kid: string) => Promise<string | undefined>) {
 *   const { claims } = await verifyLifecycleToken(token, findKey, {
 *     request: { method: 'POST', url: '/authbeat/installed' },
 *     baseUrl: 'https://app.example.com',
 *   });
 *   return claims.iss;
 * }
 * ```
 *
 * @throws {TokenError} with the code of the first check that fails, and whatever `findKey` throws
 * @see https://developer.atlassian.com/cloud/confluence/connect-app-descriptor/#lifecycle
 */
export async function verifyLifecycleToken(
  token: string,
  findKey: FindInstallKey,
  options: VerifyLifecycleOptions,
): Promise<VerifiedLifecycleToken> {
  const decoded = decodeHostToken(token);
  const { alg, kid } = decoded.token.header;
  if (alg !== 'RS256') throw new TokenError('token_algorithm_refused', { name: 'alg' });
  if (kid === undefined) throw new TokenError('token_header_refused', { name: 'kid' });
  const claims = readLifecycleClaims(decoded.unverifiedClaims, options.baseUrl);
  checkBinding(claims, options);
  checkLifetime(decoded.token.claims, options);
  const key = await findKey(kid);
  if (key === undefined) throw new TokenError('token_key_unknown', { name: 'kid' });
  await verifyRs256(decoded.token, key);
  return { claims };
}

/** `iat` is required: it decides which of two calls is the later one. */
function readLifecycleClaims(claims: HostClaims, baseUrl: string): LifecycleClaims {
  const { iat } = claims;
  if (iat === undefined) throw new TokenError('token_claim_invalid', { name: 'iat' });
  const base = baseUrl.replace(/\/+$/, '');
  if (!hasAudience(claims, [base, `${base}/`])) throw new TokenError('token_claim_invalid', { name: 'aud' });
  return { ...claims, iat };
}
