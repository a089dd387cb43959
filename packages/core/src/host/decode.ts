import { TokenError } from '../errors.ts';
import { decodeToken, type DecodedToken } from '../jwt/decode.ts';
import { readHostClaims, type HostClaims } from './claims.ts';

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
