import { createHash, timingSafeEqual } from 'node:crypto';
import { canonicalRequest, type SignedRequest } from './canonical-request.ts';

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
  return createHash('sha256').update(canonicalRequest(request)).digest('hex');
}

/**
 * Does a `qsh` belong to a request? Accepts both orders of parameter names that hosts and libraries use.
 * Compares in constant time.
 */
export function matchesQueryStringHash(qsh: string, request: Omit<SignedRequest, 'order'>): boolean {
  return (['encoded', 'raw'] as const).some((order) => sameText(qsh, queryStringHash({ ...request, order })));
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
