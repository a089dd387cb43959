import { hash, timingSafeEqual } from 'node:crypto';
import { TokenError } from '../errors.ts';
import { canonicalRequest, type SignedRequest } from './canonical-request.ts';
import { isBelow } from './canonical-request.ts';

/**
 * The query string hash (`qsh`) of a request: SHA-256 of its canonical form, in hexadecimal.
 *
 * @example
 * ```ts
 * import { queryStringHash } from '@authbeat/core';
 *
 * const qsh = queryStringHash({
 *   method: 'GET',
 *   url: '/rest/api/3/issue/AB-1?expand=names',
 *   baseUrl: 'https://example.atlassian.net',
 * });
 * ```
 */
export function queryStringHash(request: SignedRequest): string {
  return hash('sha256', canonicalRequest(request), 'hex');
}

/**
 * Does a `qsh` belong to a request? Accepts both orders of parameter names that hosts and libraries use.
 * Compares in constant time.
 */
export function matchesQueryStringHash(qsh: string, request: Omit<SignedRequest, 'order'>): boolean {
  return (['encoded', 'raw'] as const).some((order) => sameText(qsh, queryStringHash({ ...request, order })));
}

/** The request that a token is bound to. */
export interface BoundRequest {
  readonly method: string;
  /**
   * Path and query as the sender requested them, with the path of the base URL; or absolute. With Express:
   * `originalUrl`.
   */
  readonly url: string;
}

/**
 * Checks that a token was issued for this very request.
 *
 * @throws {TokenError} `token_url_mismatch`
 */
export function checkBinding(
  { qsh }: { readonly qsh: string },
  { request, baseUrl }: { readonly request: BoundRequest; readonly baseUrl: string },
): void {
  const { method, url } = request;
  // Browsers send no fragment. The hash does not cover one, but some frameworks read parameters from it.
  if (url.includes('#') || !isBelow(url, baseUrl) || !matchesQueryStringHash(qsh, { method, url, baseUrl }))
    throw new TokenError('token_url_mismatch');
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
