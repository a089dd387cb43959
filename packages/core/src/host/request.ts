import { TokenError } from '../errors.ts';
import { matchesQueryStringHash } from '../qsh/hash.ts';
import type { HostClaims } from './claims.ts';

/** The request that a host token is bound to. */
export interface BoundRequest {
  readonly method: string;
  /** Path and query as they stand on the wire, or absolute. With Express: `originalUrl`. */
  readonly url: string;
}

/**
 * Checks that a token was issued for this very request.
 *
 * @throws {TokenError} `token_url_mismatch`
 */
export function checkBinding(
  { qsh }: Pick<HostClaims, 'qsh'>,
  { request, baseUrl }: { readonly request: BoundRequest; readonly baseUrl: string },
): void {
  const { method, url } = request;
  // Browsers send no fragment. The hash does not cover one, but some frameworks read parameters from it.
  if (url.includes('#') || !matchesQueryStringHash(qsh, { method, url, baseUrl }))
    throw new TokenError('token_url_mismatch');
}
