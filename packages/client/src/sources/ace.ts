import { ClientError } from '../errors.ts';
import { askHost } from './bridge.ts';
import { trade, unauthorized } from './heartbeat.ts';
import { pageToken, toGrant } from './page.ts';
import type { Source } from './source.ts';

/** An app on `atlassian-connect-express`. */
export interface AceOptions {
  /** A route behind `addon.checkValidToken()` that answers GET; relative to the page. */
  readonly url: string | URL;
  /** The name of the `meta` element with the first token. Default: `token`. */
  readonly meta?: string;
  /** How long to wait for the host's bridge to load, and then for its answer, in milliseconds. Default: 5000. */
  readonly timeout?: number;
}

/**
 * Sessions of `atlassian-connect-express`: the first token is in `meta[name=token]`, each next one in the
 * `X-acpt` header of the answer to a request that the host vouches for, or the present token where the host
 * does not answer. The app's server stays as it is.
 *
 * @example
 * ```ts
 * import { ace, createClient } from '@authbeat/client';
 *
 * const client = createClient({ source: ace({ url: '/api/me' }) });
 * ```
 */
export function ace({ url, meta = 'token', timeout = 5_000 }: AceOptions): Source {
  const first = pageToken(meta);
  return {
    key: `ace ${url}`,
    scheme: 'JWT',
    judge: unauthorized,
    async obtain({ token, signal }, world) {
      const grant = first(world);
      if (grant) return grant;
      const credential = await askHost(world, timeout).catch((error: unknown) => {
        if (token) return token;
        throw error;
      });
      const response = await trade(world, url, 'GET', `JWT ${credential}`, signal);
      const next = response.headers.get('X-acpt');
      if (next === null) throw new ClientError('token_missing');
      return toGrant(next);
    },
  };
}
