import { TokenError } from '../errors.ts';

/** A clock, such as `Date.now`: milliseconds since the epoch. */
export type Clock = () => number;

/** The clock that a token's times are compared with, and how much clocks may differ. */
export interface LifetimeOptions {
  /** Defaults to `Date.now`. */
  readonly now?: Clock;
  /** How much the clocks of issuer and verifier may differ, in seconds, both ways. Defaults to 10. */
  readonly leeway?: number;
  /** How far ahead `exp` may lie, in seconds. Defaults to 86 400 (a day). */
  readonly maxLifetime?: number;
}

/**
 * Checks `exp`, `nbf` and `iat` against a clock. `exp` is required, the others are optional.
 *
 * @throws {TokenError} `token_claim_invalid`, `token_not_yet_valid` or `token_expired`
 * @see RFC 7519, section 4.1
 */
export function checkLifetime(
  claims: Readonly<Record<string, unknown>>,
  { now = Date.now, leeway = 10, maxLifetime = 86_400 }: LifetimeOptions = {},
): void {
  const { exp, iat, nbf } = claims;
  const seconds = now() / 1000;
  // Each condition states what must hold, so that a clock or a leeway that is NaN admits nothing.
  if (!isTime(exp) || !(exp <= seconds + maxLifetime + leeway)) throw invalid('exp');
  if (iat !== undefined && !isTime(iat)) throw invalid('iat');
  if (nbf !== undefined && !isTime(nbf)) throw invalid('nbf');
  if (!((iat ?? 0) <= seconds + leeway)) throw new TokenError('token_not_yet_valid', { name: 'iat' });
  if (!((nbf ?? 0) <= seconds + leeway)) throw new TokenError('token_not_yet_valid', { name: 'nbf' });
  if (!(exp + leeway > seconds)) throw new TokenError('token_expired', { name: 'exp' });
}

/**
 * Checks a lifetime like {@link checkLifetime}, but returns whether the token has expired.
 *
 * @throws {TokenError} `token_claim_invalid` or `token_not_yet_valid`
 */
export function hasExpired(
  claims: Readonly<Record<string, unknown>>,
  options: LifetimeOptions = {},
): boolean {
  try {
    checkLifetime(claims, options);
    return false;
  } catch (error) {
    if (error instanceof TokenError && error.code === 'token_expired') return true;
    throw error;
  }
}

/** Is this value a NumericDate: seconds since the epoch, possibly with a fraction? */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function invalid(name: string): TokenError {
  return new TokenError('token_claim_invalid', { name });
}
