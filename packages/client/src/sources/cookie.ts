import { ClientError } from '../errors.ts';
import { exchanging } from './bridge.ts';
import { readRefusal } from './exchange.ts';
import type { BridgeOptions } from './bridge.ts';
import type { Network, Source } from './source.ts';

/** Seconds until the client tries again in a browser that blocks the cookie. */
const BLOCKED_FOR = 300;

/**
 * `bridge()` for a server with `transport: 'cookie'`. The session token is in a cookie that no script can read;
 * the page keeps its name alone and sends it with each request in `X-Authbeat-Session`. So `getToken()` gives
 * that name. The cookie belongs to one origin, so that `mount` has to be on the page's own.
 *
 * If the first request of a session arrives without the cookie, the browser blocks it: the session fails with
 * `cookies_blocked`.
 *
 * @example
 * ```ts
 * import { createClient } from '@authbeat/client';
 * import { cookie } from '@authbeat/client/cookie';
 *
 * const client = createClient({ source: cookie() });
 * ```
 */
export function cookie({ timeout = 5 }: BridgeOptions = {}): Source {
  let page: Network = globalThis;
  /** Whether the session is so new that no request has shown yet that the browser keeps its cookie. */
  let untried = false;
  let blocked = false;
  const source = exchanging(
    'cookie',
    timeout,
    (name) => ['X-Authbeat-Session', `${name}`],
    ({ session = '', expires_in: expiresIn }) => ({ token: session, expiresIn }),
  );
  return {
    ...source,
    network: {
      async fetch(input, init) {
        const first = untried;
        const response = await page.fetch(input, init);
        if (first && untried) {
          untried = false;
          blocked = response.status === 401 && (await readRefusal(response)) === 'session_missing';
        }
        return response;
      },
    },
    async obtain(renewal, world) {
      if (blocked) {
        blocked = false;
        throw new ClientError('cookies_blocked', { retryAfter: BLOCKED_FOR });
      }
      page = world;
      const grant = await source.obtain(renewal, world);
      untried = true;
      return grant;
    },
  };
}
