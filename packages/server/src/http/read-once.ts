import type { AuthbeatRequest } from '../request.ts';

/**
 * Reads method and URL of a request once, so that every check sees the same values.
 *
 * @throws {TypeError} when an adapter passes something else than text
 */
export function readOnce(request: AuthbeatRequest): AuthbeatRequest {
  const { method, url }: { readonly method: unknown; readonly url: unknown } = request;
  if (typeof method !== 'string' || typeof url !== 'string')
    throw new TypeError('The adapter passed a request whose `method` or `url` is not a string.');
  return {
    method,
    url,
    header: (name) => request.header(name),
    body: async (limit) => request.body(limit),
  };
}
