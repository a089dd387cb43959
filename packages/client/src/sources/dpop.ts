import { exchanging } from './bridge.ts';
import { createProver } from './proof.ts';
import type { BridgeOptions } from './bridge.ts';
import type { Source } from './source.ts';

/**
 * `bridge()` for a server with `senderConstrained`: the session is bound to a key of this frame, and every request
 * proves it (docs/security/dpop.md). A copy of the token is useless without the key, so `getToken()` is of no use
 * here: send every request with `client.fetch`. Needs a secure context: https, or a loopback address.
 *
 * A server that binds no session fails with `unavailable`.
 *
 * @example
 * ```ts
 * import { createClient } from '@authbeat/client';
 * import { dpop } from '@authbeat/client/dpop';
 *
 * const client = createClient({ source: dpop() });
 * ```
 */
export function dpop({ timeout = 5 }: BridgeOptions = {}): Source {
  const network = createProver();
  const source = exchanging(
    'dpop',
    timeout,
    (token) => ['Authorization', `DPoP ${token}`],
    ({ access_token: token, token_type: type, expires_in: expiresIn }) => ({
      // A session that is not bound is none.
      token: type === 'DPoP' ? token : '',
      expiresIn,
    }),
  );
  return {
    ...source,
    network,
    obtain: async (renewal, world) => source.obtain(renewal, world, network),
    end: async (mount, token) => source.end(mount, token, network),
  };
}
