import { exchanging } from './bridge.ts';
import type { BridgeOptions } from './bridge.ts';
import type { Source } from './source.ts';

/**
 * `bridge()` for a server with `transport: 'cookie'`. The session token is in a cookie that no script can read;
 * the page keeps its name alone and sends it with each request in `X-Authbeat-Session`. So `getToken()` gives
 * that name. The cookie belongs to one origin, so that `mount` has to be on the page's own.
 *
 * @example
 * ```ts
 * import { createClient } from '@authbeat/client';
 * import { cookie } from '@authbeat/client/cookie';
 *
 * const client = createClient({ source: cookie() });
 * ```
 */
export const cookie = ({ timeout = 5 }: BridgeOptions = {}): Source =>
  exchanging(
    'cookie',
    timeout,
    (name) => ['X-Authbeat-Session', `${name}`],
    ({ session = '', expires_in: expiresIn }) => ({ token: session, expiresIn }),
  );
