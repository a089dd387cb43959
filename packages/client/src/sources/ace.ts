import { ClientError } from '../errors.ts';
import { trade } from './heartbeat.ts';
import { hostTokenOr, pageToken, toGrant } from './page.ts';
import { authorization, readUnauthorized } from './scheme.ts';
import type { Source } from './source.ts';

/** An app on `atlassian-connect-express`. */
export interface AceOptions {
  /** A GET route behind `addon.checkValidToken()`. Relative to the page's own address. */
  readonly url: string | URL;
  /** The name of the `meta` element with the first token. Default: `token`. */
  readonly meta?: string;
  /** Seconds to wait for the host's bridge to load, and then for its token. Default: 5. */
  readonly timeout?: number;
}

/**
 * Sessions of `atlassian-connect-express`, whose server stays as it is. The first token is in
 * `meta[name=token]`. Each next one is in the `X-acpt` header of the response to a request with the host's
 * context token. Where the bridge does not respond, the present token is sent instead; where the host refuses,
 * the user has signed out of it, and the session ends with its token.
 *
 * @example
 * ```ts
 * import { ace, createClient } from '@authbeat/client';
 *
 * const client = createClient({ source: ace({ url: '/api/me' }) });
 * ```
 */
export function ace({ url, meta = 'token', timeout = 5 }: AceOptions): Source {
  const first = pageToken(meta);
  return {
    key: `ace ${url}`,
    header: authorization('JWT'),
    readEffect: readUnauthorized(),
    async obtain({ token, signal }, world) {
      const grant = first(world);
      if (grant) return grant;
      const credential = await hostTokenOr(token, world, timeout);
      const response = await trade(world, url, 'GET', `JWT ${credential}`, signal);
      const next = response.headers.get('X-acpt');
      if (next === null) throw new ClientError('token_missing');
      return toGrant(next);
    },
  };
}
