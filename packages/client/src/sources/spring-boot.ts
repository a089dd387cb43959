import { askHost } from './bridge.ts';
import { trade, unauthorized } from './heartbeat.ts';
import { pageToken, toGrant } from './page.ts';
import type { Source } from './source.ts';

/** An app on `atlassian-connect-spring-boot`, with a heartbeat as its community builds it. */
export interface SpringBootOptions {
  /** The endpoint, which answers GET with `{ "token": "…" }`; relative to the page. Default: `/heartbeat`. */
  readonly url?: string | URL;
  /** The name of the `meta` element with the first token (`atlassianConnectToken`). Default: `token`. */
  readonly meta?: string;
  /** How long to wait for the host's bridge to load, and then for its answer, in milliseconds. Default: 5000. */
  readonly timeout?: number;
}

/**
 * Sessions of `atlassian-connect-spring-boot`: the first token is in `meta[name=token]`, each next one comes
 * from the heartbeat, for the present one. Where there is none any more (after a night's sleep), the heartbeat
 * is sent the host's context token, which it accepts if it is annotated with `@ContextJwt`.
 *
 * @example
 * ```ts
 * import { createClient, springBoot } from '@authbeat/client';
 *
 * const client = createClient({ source: springBoot() });
 * ```
 */
export function springBoot(options: SpringBootOptions = {}): Source {
  const { url = '/heartbeat', meta = 'token', timeout = 5_000 } = options;
  const first = pageToken(meta);
  return {
    key: `springBoot ${url}`,
    scheme: 'JWT',
    judge: unauthorized,
    async obtain({ token, signal }, world) {
      const grant = first(world);
      if (grant) return grant;
      const credential = token ?? (await askHost(world, timeout));
      const response = await trade(world, url, 'GET', `JWT ${credential}`, signal);
      const answer = (await response.json()) as { readonly token: string };
      return toGrant(answer.token);
    },
  };
}
