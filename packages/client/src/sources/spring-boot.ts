import { trade } from './heartbeat.ts';
import { hostTokenOr, pageToken, toGrant } from './page.ts';
import { authorization, readUnauthorized } from './scheme.ts';
import type { Source } from './source.ts';

/** An app on `atlassian-connect-spring-boot`, with a heartbeat of its own (docs/client/sources.md has it). */
export interface SpringBootOptions {
  /** The heartbeat: a GET route that returns `{ "token": "…" }`. Default: `/heartbeat`. */
  readonly url?: string | URL;
  /** The name of the `meta` element with the first token (`atlassianConnectToken`). Default: `token`. */
  readonly meta?: string;
  /** Seconds to wait for the host's bridge to load, and then for its token. Default: 5. */
  readonly timeout?: number;
}

/**
 * Sessions of `atlassian-connect-spring-boot`. The first token is in `meta[name=token]`. Each next one comes from
 * the heartbeat, for the host's context token. Where the bridge does not respond, the present token is sent
 * instead; where the host refuses, the user has signed out of it, and the session ends with its token. The
 * heartbeat needs `@ContextJwt`, as both tokens have the `qsh` `context-qsh`.
 *
 * @example
 * ```ts
 * import { createClient, springBoot } from '@authbeat/client';
 *
 * const client = createClient({ source: springBoot() });
 * ```
 */
export function springBoot(options: SpringBootOptions = {}): Source {
  const { url = '/heartbeat', meta = 'token', timeout = 5 } = options;
  const first = pageToken(meta);
  return {
    key: `springBoot ${url}`,
    header: authorization('JWT'),
    readEffect: readUnauthorized(),
    async obtain({ token, signal }, world) {
      const grant = first(world);
      if (grant) return grant;
      const credential = await hostTokenOr(token, world, timeout);
      const response = await trade(world, url, 'GET', `JWT ${credential}`, signal);
      const body = (await response.json()) as { readonly token: string };
      return toGrant(body.token);
    },
  };
}
