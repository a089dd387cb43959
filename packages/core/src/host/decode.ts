import { TokenError } from '../errors.ts';
import { decodeToken, type DecodedToken } from '../jwt/decode.ts';
import { isTime } from '../jwt/lifetime.ts';
import { UPSTREAM_CLAIM } from '../protocol.ts';

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

/** Where the iframe stands in the host, as the host says. A part that the host does not name is absent. */
export interface HostContext {
  readonly jira?: { readonly issue?: HostEntity; readonly project?: HostEntity };
  readonly confluence?: { readonly content?: HostEntity; readonly space?: HostEntity };
  readonly license?: { readonly active: boolean };
}

/** Something in a host: an issue, a project, a page, a space. */
export interface HostEntity {
  readonly id?: string;
  readonly key?: string;
}

/** The claims of the RS256 token on `installed` and `uninstalled`. */
export interface LifecycleClaims extends HostClaims {
  readonly iat: number;
  /** The app's base URL. */
  readonly aud: string | readonly string[];
}

/** A host token that is well formed. **It is not verified yet.** */
export interface DecodedHostToken {
  readonly token: DecodedToken;
  /** What the bearer says. Use `iss` to look up the secrets of that tenant, and nothing else. */
  readonly unverifiedClaims: HostClaims;
}

/**
 * Decodes a host token without verifying it: to learn whose secrets {@link verifyHostToken} needs.
 *
 * @throws {TokenError} for a token that no host issues: not a compact JWS of HS256 or RS256, a `typ` other
 *   than `JWT`, a header parameter that brings a key, or a claim of the wrong form
 * @see RFC 8725, section 3.11
 */
export function decodeHostToken(token: string): DecodedHostToken {
  const decoded = decodeToken(token);
  // Hosts set `JWT` or leave it out. Any other type is a token of another kind.
  const { typ = 'JWT' } = decoded.header;
  if (typ.toUpperCase() !== 'JWT') throw new TokenError('token_header_refused', { name: 'typ' });
  return { token: decoded, unverifiedClaims: readHostClaims(decoded.claims) };
}

/**
 * Reads the claims of a host token. It checks their form, not the signature: see {@link verifyHostToken}.
 *
 * @throws {TokenError} `token_claim_invalid`, with the claim's name in `data`
 */
export function readHostClaims(claims: Readonly<Record<string, unknown>>): HostClaims {
  const { iss, sub, exp, iat, qsh, aud, context } = claims;
  if (Object.hasOwn(claims, UPSTREAM_CLAIM)) throw invalid(UPSTREAM_CLAIM);
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

/** Reads the `context` claim of a host token. Keeps what is known and has the right form; drops the rest. */
export function readHostContext(claim: unknown): HostContext {
  const jira = { ...entity(claim, 'jira', 'issue'), ...entity(claim, 'jira', 'project') };
  const confluence = { ...entity(claim, 'confluence', 'content'), ...entity(claim, 'confluence', 'space') };
  const active = property(property(claim, 'license'), 'active');
  return {
    ...(Object.keys(jira).length > 0 && { jira }),
    ...(Object.keys(confluence).length > 0 && { confluence }),
    ...(typeof active === 'boolean' && { license: { active } }),
  };
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

function entity(claim: unknown, product: string, name: string): Record<string, HostEntity> {
  const value = property(property(claim, product), name);
  const id = identifier(property(value, 'id'));
  const key = identifier(property(value, 'key'));
  return id === undefined && key === undefined
    ? {}
    : { [name]: { ...(id !== undefined && { id }), ...(key !== undefined && { key }) } };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** Hosts write ids both as numbers and as text. */
function identifier(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 255) : undefined;
}
