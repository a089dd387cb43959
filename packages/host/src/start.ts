import type { RequestListener } from 'node:http';
import { createBridge, type Bridge } from './bridge.ts';
import { HostOptionsError } from './errors.ts';
import { listen } from './http/listen.ts';
import { refusal, write } from './http/reply.ts';
import { route, type Routing } from './http/route.ts';
import type { Installation } from './app/installation.ts';
import { getSigningKey } from './keys.ts';
import { resolveOptions, SITE_NAME, type HostOptions } from './options.ts';
import { Site } from './site/site.ts';
import { Timeline } from './timeline.ts';
import type { TokenLives, World } from './world.ts';

/** A local host that runs. */
export interface Host {
  /** The first site, such as `http://jira.localhost:4100`. Browsers resolve that name; programs may not. */
  readonly url: string;
  /** Where apps fetch the public key of lifecycle calls: `<keyServerUrl>/<kid>`. */
  readonly keyServerUrl: string;
  /** What an app's pages load in place of Atlassian's `all.js`. */
  readonly bridgeUrl: string;
  readonly port: number;
  /** The first site, `jira`. */
  readonly site: Site;
  readonly sites: readonly Site[];
  /** The life of tokens in seconds; may be changed at any time. */
  readonly tokenLives: TokenLives;
  /** The faults of `AP.context.getToken()`; may be changed at any time. */
  readonly bridge: Bridge;
  readonly timeline: Timeline;
  /**
   * Adds another site, `http://<name>.localhost:<port>`: another tenant of the apps that it installs.
   *
   * @throws {HostOptionsError} when the name is taken or is not one
   */
  addSite(name: string): Site;
  /** Installs an app in the first site; see `Site.install`. */
  install(descriptorUrl: string): Promise<Installation>;
  /** See `Site.issueUrl`, for the first site. */
  issueUrl(key?: string): string;
  /** See `Site.pageUrl`, for the first site. */
  pageUrl(installation: Installation, moduleKey: string): string;
  /** Stops listening and ends every connection. Apps stay as they are: nothing is uninstalled. */
  close(): Promise<void>;
}

/**
 * Starts a local Jira-like host on 127.0.0.1, on Atlassian's own bridge code. Its keys are made at the start
 * and are for development only.
 *
 * @example
 * ```ts
 * import { startHost } from '@authbeat/host';
 *
 * const host = await startHost({ iframeTokenLife: 2 });
 * const installation = await host.install('http://127.0.0.1:4200/atlassian-connect.json');
 * const token = installation.tokens.context({ account: '712020:ben' });
 * await host.close();
 * ```
 *
 * @throws {HostInProductionError} where `NODE_ENV` is `production`
 * @throws {HostOptionsError} with every mistake in the options
 * @throws {PortTakenError}
 */
export async function startHost(options: HostOptions = {}): Promise<Host> {
  const { port, now, iframeTokenLife, contextTokenLife } = resolveOptions(options, process.env['NODE_ENV']);
  const closing = new AbortController();
  const timeline = new Timeline(now);
  const bridge = createBridge((behaviour) => {
    timeline.record({ kind: 'behaviour', sentence: `getToken: ${behaviour}.`, data: { behaviour } });
  });
  const world: World = {
    now,
    timeline,
    bridge,
    tokenLives: { iframe: iframeTokenLife, context: contextTokenLife },
    signingKey: await getSigningKey(),
    closing: closing.signal,
  };
  const sites = new Map<string, Site>();
  const server = await listen(port, (request, response) => {
    handle({ world, sites, port: server.port, homeUrl: siteUrl('jira', server.port) }, request, response);
  });
  const addSite = (name: string): Site => {
    if (!SITE_NAME.test(name) || sites.has(name))
      throw new HostOptionsError(['a site needs a free name of lower-case letters, digits and dashes']);
    const site = new Site(world, name, siteUrl(name, server.port));
    sites.set(name, site);
    return site;
  };
  const site = addSite('jira');
  return {
    url: site.url,
    keyServerUrl: `http://127.0.0.1:${server.port}/install-keys`,
    bridgeUrl: `${site.url}/atlassian-connect/all.js`,
    port: server.port,
    site,
    get sites() {
      return [...sites.values()];
    },
    tokenLives: world.tokenLives,
    bridge,
    timeline,
    addSite,
    install: async (descriptorUrl) => site.install(descriptorUrl),
    issueUrl: (key) => site.issueUrl(key),
    pageUrl: (installation, moduleKey) => site.pageUrl(installation, moduleKey),
    close: async () => {
      closing.abort();
      await server.close();
    },
  };
}

function siteUrl(name: string, port: number): string {
  return `http://${name}.localhost:${port}`;
}

function handle(routing: Routing, ...[request, response]: Parameters<RequestListener>): void {
  route(routing, request)
    .catch(() => refusal(500, 'host_failed', 'The local host failed to answer.'))
    .then((reply) => write(reply, request, response))
    // Nobody is left to tell once the answer cannot be written.
    .catch(() => response.destroy());
}
