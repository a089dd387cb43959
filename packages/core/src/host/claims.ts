import { TokenError } from '../errors.ts';
import { isTime } from '../jwt/lifetime.ts';
import { readHostContext, type HostContext } from './context.ts';

/** The `qsh` of a context token, which is bound to no request. */
export const CONTEXT_QSH = 'context-qsh';

/** The claims of a host token. */
export interface HostClaims {
  /** The tenant's clientKey. */
  readonly iss: string;
  /** The account id of the user; absent when the request is anonymous. */
  readonly sub?: string;
  /** Seconds since the epoch. */
  readonly exp: number;
  /** Seconds since the epoch. */
  readonly iat?: number;
  /** The query string hash, or `context-qsh`. */
  readonly qsh: string;
  readonly aud?: string | readonly string[];
  /** Where the iframe stands in the host. */
  readonly context: HostContext;
}

/** The claims of the RS256 token on `installed` and `uninstalled`. */
export interface LifecycleClaims extends HostClaims {
  readonly iat: number;
  /** The app's base URL. */
  readonly aud: string | readonly string[];
}

/**
 * Reads the claims of a host token. It checks their form, not the signature: see {@link verifyHostToken}.
 *
 * @throws {TokenError} `token_claim_invalid`, with the claim's name in `data`
 */
export function readHostClaims(claims: Readonly<Record<string, unknown>>): HostClaims {
  const { iss, sub, exp, iat, qsh, aud, context } = claims;
  if (!isName(iss)) throw invalid('iss');
  if (sub !== undefined && !isName(sub)) throw invalid('sub');
  if (!isTime(exp)) throw invalid('exp');
  if (iat !== undefined && !isTime(iat)) throw invalid('iat');
  if (claims['nbf'] !== undefined && !isTime(claims['nbf'])) throw invalid('nbf');
  if (!isName(qsh)) throw invalid('qsh');
  if (aud !== undefined && !isAudience(aud)) throw invalid('aud');
  return {
    iss,
    exp,
    qsh,
    ...(sub !== undefined && { sub }),
    ...(iat !== undefined && { iat }),
    ...(aud !== undefined && { aud }),
    context: readHostContext(context),
  };
}

/** Is `expected` (or, given several, any of them) an audience of these claims? */
export function hasAudience(
  claims: Pick<HostClaims, 'aud'>,
  expected: string | readonly string[],
): claims is { readonly aud: string | readonly string[] } {
  const wanted = typeof expected === 'string' ? [expected] : expected;
  const audience = typeof claims.aud === 'string' ? [claims.aud] : (claims.aud ?? []);
  return audience.some((value) => wanted.includes(value));
}

function invalid(name: string): TokenError {
  return new TokenError('token_claim_invalid', { name });
}

// Longer than any clientKey, account id or hash; short enough to be a store's key.
function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 255;
}

function isAudience(value: unknown): value is string | string[] {
  return (
    typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
  );
}
