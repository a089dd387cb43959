import type { RequestListener } from 'node:http';
import { createBridge, type Bridge } from './bridge.ts';
import type { Product } from './content/frame-context.ts';
import { HostOptionsError } from './errors.ts';
import { BRIDGE_PATH } from './http/assets.ts';
import { listen, loopbackUrl } from './http/listen.ts';
import { refusal, write } from './http/response.ts';
import { Faults } from './faults/faults.ts';
import { createFaultState } from './fault-state.ts';
import type { DescriptorSource } from './installation/fetch-app.ts';
import type { Installation } from './installation/installation.ts';
import type { ForgeInstallation, ForgeInstallOptions } from './forge/forge-installation.ts';
import { cdnName } from './forge/identity.ts';
import type { ForgeManifestSource } from './forge/load-manifest.ts';
import { getInvocationKey, getSigningKey, KEYS_PATH } from './keys.ts';
import { route, type Routing } from './route.ts';
import { resolveOptions, SITE_NAME, type HostOptions } from './options.ts';
import { Site } from './site/site.ts';
import { Frames } from './timeline/frames.ts';
import { Timeline } from './timeline/timeline.ts';
import { startProxy, type AppProxy, type ProxyOptions } from './proxy/start-proxy.ts';
import type { TokenLifetimes, HostRuntime } from './runtime.ts';

/** A running local host. */
export interface Host {
  /** The address of the first site, such as `http://jira.localhost:4100`. Only browsers resolve it everywhere. */
  readonly hostBaseUrl: string;
  /** Where apps fetch the public key of lifecycle calls: `<keyServerUrl>/<kid>`. */
  readonly keyServerUrl: string;
  /** How often the public key has been fetched from there. With 0, no app trusts this host yet. */
  readonly keyRequests: number;
  /** Where apps get access tokens for calls as a user: the option `authorizationServer` of `@authbeat/server`. */
  readonly authorizationServerUrl: string;
  /** Where Forge apps fetch the public keys of invocation tokens: the option `forge.jwksUrl` of `@authbeat/server`. */
  readonly jwksUrl: string;
  /** The bridge, for the pages of an app: in place of Atlassian's `all.js`. */
  readonly bridgeUrl: string;
  readonly port: number;
  /** The first site, which has the name of its product: `jira` or `confluence`. */
  readonly site: Site;
  readonly sites: readonly Site[];
  /** The lifetimes of host tokens in seconds. Assign to change them. */
  readonly tokenLifetimes: TokenLifetimes;
  /** How `AP.context.getToken()` behaves. Assign to change it. */
  readonly bridge: Bridge;
  /** What goes wrong, on purpose. */
  readonly faults: Faults;
  readonly timeline: Timeline;
  /**
   * Adds another site, `http://<name>.localhost:<port>`: another tenant of the apps that it installs.
   *
   * @param product what it stands in for. Defaults to that of the first site.
   * @throws {HostOptionsError} when the name is taken or has another form
   */
  addSite(name: string, product?: Product): Site;
  /** Installs an app in the first site; see `Site.install`. */
  install(source: DescriptorSource): Promise<Installation>;
  /** Installs a Forge app in the first site; see `Site.installForge`. */
  installForge(manifest: ForgeManifestSource, options?: ForgeInstallOptions): Promise<ForgeInstallation>;
  /** The origins that call the remotes of a Forge app: its pages, and the sites. For the option `forge.origins`. */
  forgeOrigins(appId: string): readonly string[];
  /** See `Site.issueUrl`, for the first site. */
  issueUrl(key?: string): string;
  /** See `Site.contentUrl`, for the first site. */
  contentUrl(id?: string): string;
  /** See `Site.pageUrl`, for the first site. */
  pageUrl(installation: Installation, moduleKey: string): string;
  /**
   * Starts a proxy in front of an app, for the faults of its network. The base URL of the app has to be the address of
   * the proxy. It ends with the host.
   *
   * @throws {PortTakenError}
   */
  startProxy(options: ProxyOptions): Promise<AppProxy>;
  /** Stops listening and closes every connection. Apps are not uninstalled. */
  close(): Promise<void>;
}

/**
 * Starts a local host on 127.0.0.1: a site that behaves like Jira, with Atlassian's own bridge. Its keys are
 * generated at the start, for development only.
 *
 * @example
 * ```ts
 * import { startHost } from '@authbeat/host';
 *
 * const host = await startHost({ iframeTokenLifetime: 2 });
 * const installation = await host.install('http://127.0.0.1:4200/atlassian-connect.json');
 * const token = installation.tokens.context({ accountId: '712020:ben' });
 * await host.close();
 * ```
 *
 * @throws {HostInProductionError} where `NODE_ENV` is `production`
 * @throws {HostOptionsError} with every mistake in the options
 * @throws {PortTakenError}
 */
export async function startHost(options: HostOptions = {}): Promise<Host> {
  const resolved = resolveOptions(options, process.env['NODE_ENV']);
  const { product, port, now } = resolved;
  const { iframeTokenLifetime, contextTokenLifetime, invocationTokenLifetime } = resolved;
  const closing = new AbortController();
  const timeline = new Timeline(now);
  const bridge = createBridge((behaviour) => {
    timeline.record({ kind: 'behaviour', sentence: `getToken: ${behaviour}.`, data: { behaviour } });
  });
  const faultState = createFaultState();
  const runtime: HostRuntime = {
    now,
    timeline,
    frames: new Frames(),
    bridge,
    faultState,
    tokenClock: () => now() - faultState.appClock * 1000,
    tokenLifetimes: {
      iframe: iframeTokenLifetime,
      context: contextTokenLifetime,
      invocation: invocationTokenLifetime,
    },
    signingKey: await getSigningKey(),
    keyServer: { requests: 0 },
    invocationKey: await getInvocationKey(),
    closing: closing.signal,
  };
  const proxies: AppProxy[] = [];
  const sites = new Map<string, Site>();
  const faults = new Faults(runtime, () => site);
  const server = await listen(port, (request, response) => {
    const { port } = server;
    const homeUrl = baseUrlOf(product, port);
    handle(
      { runtime, sites, faults, port, homeUrl, authorizationServerUrl: loopbackUrl(port) },
      request,
      response,
    );
  });
  const addSite = (name: string, siteProduct = product): Site => {
    if (!SITE_NAME.test(name) || sites.has(name))
      throw new HostOptionsError(['a site needs an unused name of lower-case letters, digits and dashes']);
    const site = new Site(runtime, siteProduct, name, baseUrlOf(name, server.port));
    sites.set(name, site);
    return site;
  };
  const site = addSite(product);
  const bridgeUrl = site.origin + BRIDGE_PATH;
  return {
    hostBaseUrl: site.hostBaseUrl,
    keyServerUrl: `${loopbackUrl(server.port)}${KEYS_PATH}`,
    get keyRequests() {
      return runtime.keyServer.requests;
    },
    authorizationServerUrl: loopbackUrl(server.port),
    jwksUrl: `${loopbackUrl(server.port)}/.well-known/jwks.json`,
    bridgeUrl,
    port: server.port,
    site,
    get sites() {
      return [...sites.values()];
    },
    tokenLifetimes: runtime.tokenLifetimes,
    bridge,
    faults,
    timeline,
    addSite,
    startProxy: async (options) => {
      const proxy = await startProxy(runtime, site.origin, options);
      proxies.push(proxy);
      return proxy;
    },
    install: async (source) => site.install(source),
    installForge: async (manifest, options) => site.installForge(manifest, options),
    forgeOrigins: (appId) => [
      baseUrlOf(cdnName(appId), server.port),
      ...[...sites.values()].map(({ origin }) => origin),
    ],
    issueUrl: (key) => site.issueUrl(key),
    contentUrl: (id) => site.contentUrl(id),
    pageUrl: (installation, moduleKey) => site.pageUrl(installation, moduleKey),
    close: async () => {
      closing.abort();
      await Promise.all(proxies.map(async (proxy) => proxy.close()));
      await server.close();
    },
  };
}

function baseUrlOf(name: string, port: number): string {
  return `http://${name}.localhost:${port}`;
}

function handle(routing: Routing, ...[request, response]: Parameters<RequestListener>): void {
  route(routing, request)
    .catch(() => refusal(500, 'host_failed', 'The local host failed to respond.'))
    .then((result) => write(result, request, response))
    // The connection is closed: there is no way to respond.
    .catch(() => response.destroy());
}
