import type { AuthbeatRequest } from '@authbeat/server';

/** A request to an API, as adapters pass it on. */
export function requestWith(authorization: string): AuthbeatRequest {
  return {
    method: 'GET',
    url: '/api/me',
    header: (name) => (name === 'authorization' ? authorization : undefined),
    body: async () => ({ state: 'aborted' }),
  };
}
