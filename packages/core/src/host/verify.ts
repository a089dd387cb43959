import { TokenError } from '../errors.ts';
import { type HmacKey, verifyHs256 } from '../jwt/hs256.ts';
import { checkLifetime, hasExpired, type LifetimeOptions } from '../jwt/lifetime.ts';
import { CONTEXT_QSH, type DecodedHostToken, decodeHostToken, type HostClaims } from './decode.ts';
import { checkBinding, type BoundRequest } from '../qsh/hash.ts';

/** The kinds of host tokens. The door decides which kind it expects; the token does not say. */
export type HostTokenKind = 'iframe' | 'context' | 'webhook' | 'lifecycle';

interface CommonOptions extends LifetimeOptions {
  /**
   * Return an expired token with `expired: true` in place of throwing `token_expired`. Everything else is
   * checked as ever. Defaults to `false`.
   */
  readonly allowExpired?: boolean;
}

/** For a token that is bound to the request that carries it. */
export interface VerifyBoundOptions extends CommonOptions {
  readonly kind: 'iframe' | 'webhook';
  readonly request: BoundRequest;
  /** The base URL of the app's descriptor. */
  readonly baseUrl: string;
}

/** For a token from `AP.context.getToken()`, which is bound to no request. */
export interface VerifyContextOptions extends CommonOptions {
  readonly kind: 'context';
}

export type VerifyHostTokenOptions = VerifyBoundOptions | VerifyContextOptions;

/** A host token that the tenant's secret has signed. */
export interface VerifiedHostToken {
  readonly claims: HostClaims;
  /** `true` only with the option `allowExpired`. */
  readonly expired: boolean;
}

/**
 * Verifies a host token of the kind `iframe`, `context` or `webhook`: signature (HS256), form, `typ`, claims,
 * kind, `qsh` and times. Synchronous.
 *
 * @example
 * ```ts
 * import { decodeHostToken, verifyHostToken } from '@authbeat/core';
 *
 * export function accountOf(token: string, url: string, secretsOf: (clientKey: string) => string[]) {
 *   const decoded = decodeHostToken(token);
 *   const { claims } = verifyHostToken(decoded, secretsOf(decoded.unverifiedClaims.iss), {
 *     kind: 'iframe',
 *     request: { method: 'GET', url },
 *     baseUrl: 'https://app.example.com',
 *   });
 *   return claims.sub;
 * }
 * ```
 *
 * @param token as it arrived, or what `decodeHostToken` returned for it
 * @param secrets the tenant's shared secret, or several while one is being rotated; none for an unknown tenant
 * @throws {TokenError} with the code of the first check that fails; see docs/errors.md
 * @see docs/protocol.md, "Tokens"
 */
export function verifyHostToken(
  token: string | DecodedHostToken,
  secrets: HmacKey | readonly HmacKey[],
  options: VerifyHostTokenOptions,
): VerifiedHostToken {
  const decoded = typeof token === 'string' ? decodeHostToken(token) : token;
  const claims = decoded.unverifiedClaims;
  verifyHs256(decoded.token, isList(secrets) ? secrets : [secrets]);
  checkKind(claims, options);
  if (options.allowExpired === true) return { claims, expired: hasExpired(decoded.token.claims, options) };
  checkLifetime(decoded.token.claims, options);
  return { claims, expired: false };
}

function checkKind(claims: HostClaims, options: VerifyHostTokenOptions): void {
  switch (options.kind) {
    case 'context':
      if (claims.qsh !== CONTEXT_QSH) throw new TokenError('token_claim_invalid', { name: 'qsh' });
      return;
    case 'iframe':
    case 'webhook':
      checkBinding(claims, options);
      return;
    default:
      // JavaScript callers may pass anything: a kind that is misspelt must not skip the check.
      options satisfies never;
      throw new TypeError('`kind` must be "iframe", "context" or "webhook".');
  }
}

function isList(secrets: HmacKey | readonly HmacKey[]): secrets is readonly HmacKey[] {
  return Array.isArray(secrets);
}
