import { TokenError } from '../errors.ts';
import { readHostContext, type HostContext } from './context.ts';

/** The `qsh` of a context token: it is bound to no URL. */
export const CONTEXT_QSH = 'context-qsh';

/** Claims that every token of a host carries. */
export interface HostClaims {
  /** The tenant's clientKey. */
  readonly iss: string;
  /** The account id of the user; absent when nobody is signed in. */
  readonly sub?: string;
  /** Seconds since the epoch. */
  readonly exp: number;
  /** Seconds since the epoch. */
  readonly iat?: number;
  readonly qsh: string;
  readonly aud?: string | readonly string[];
  readonly context: HostContext;
}

/** A token in the URL of an iframe: `qsh` is computed from that URL. */
export type IframeClaims = HostClaims;
/** A token from `AP.context.getToken()`. */
export interface ContextClaims extends HostClaims {
  readonly qsh: typeof CONTEXT_QSH;
}
/** A token on a webhook, or on the `enabled` and `disabled` lifecycle calls. */
export type WebhookClaims = HostClaims;
/** A token on the `installed` and `uninstalled` lifecycle calls: RS256, and meant for one base URL. */
export interface LifecycleClaims extends HostClaims {
  readonly aud: string | readonly string[];
}

/** When a token is looked at, and how exact clocks are. */
export interface LifetimeOptions {
  /** Seconds since the epoch. */
  readonly now: number;
  /** How far clocks may differ, in seconds, both ways. Defaults to 10. */
  readonly leeway?: number;
  /** How far ahead `exp` may lie, in seconds. Defaults to 86 400 (a day). */
  readonly maxLifetime?: number;
}

/**
 * Reads the claims of a host's token and refuses any that has the wrong form.
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

/**
 * Checks `exp`, `nbf` and `iat` against a clock.
 *
 * @throws {TokenError} `token_claim_invalid`, `token_not_yet_valid` or `token_expired`
 * @see RFC 7519, section 4.1
 */
export function checkLifetime(
  claims: Readonly<Record<string, unknown>>,
  { now, leeway = 10, maxLifetime = 86_400 }: LifetimeOptions,
): void {
  const { exp, iat, nbf } = claims;
  // Each test asks for what must hold, so that a clock or a leeway that is not a number admits nothing.
  if (!isTime(exp) || !(exp <= now + maxLifetime + leeway)) throw invalid('exp');
  if (iat !== undefined && !isTime(iat)) throw invalid('iat');
  if (nbf !== undefined && !isTime(nbf)) throw invalid('nbf');
  if (!((iat ?? 0) <= now + leeway)) throw new TokenError('token_not_yet_valid', { name: 'iat' });
  if (!((nbf ?? 0) <= now + leeway)) throw new TokenError('token_not_yet_valid', { name: 'nbf' });
  if (!(exp + leeway > now)) throw new TokenError('token_expired', { name: 'exp' });
}

/** Is `expected` (or, given several, any of them) an audience of these claims? */
export function hasAudience(claims: Pick<HostClaims, 'aud'>, expected: string | readonly string[]): boolean {
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

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isAudience(value: unknown): value is string | string[] {
  return (
    typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
  );
}
