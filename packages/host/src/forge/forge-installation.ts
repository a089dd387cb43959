import { setTimeout as wait } from 'node:timers/promises';
import type { ForgeEnvironment } from '@authbeat/core';
import { ForgeError } from '../errors.ts';
import type { HostRuntime, SiteIdentity } from '../runtime.ts';
import { mintAccessTokens } from './access-tokens.ts';
import { callRemote, type RemoteRequest, type RemoteResponse } from './call-remote.ts';
import { appUuid, cloudIdOf, environmentIdOf, stableUuid, type ForgeIdentity } from './identity.ts';
import { InvocationTokens, mintInvocation, type InvocationTokenOptions } from './invocation-tokens.ts';
import type { ManifestOptions } from './load-manifest.ts';
import type { ForgeEndpoint, ForgeManifest, ForgeModule } from './manifest.ts';

/** Options of the installation of a Forge app. */
export interface ForgeInstallOptions extends ManifestOptions {
  /** The environment of the app that is installed. Defaults to `production`. */
  readonly environment?: ForgeEnvironment;
  /** Where remotes are on this machine, by key. A remote without an entry is where the manifest says. */
  readonly remotes?: Readonly<Record<string, string>>;
  /** Whether the host calls `installed` of its Connect app, and sends its event. Defaults to `true`. */
  readonly announce?: boolean;
}

/** The Connect app within a Forge app. */
export interface ConnectPart {
  install(): Promise<void>;
  uninstall(): Promise<void>;
}

export interface ForgeInstallationContext {
  readonly runtime: HostRuntime;
  readonly site: SiteIdentity;
  readonly signedIn: () => string | undefined;
  /** The address of the app's files. */
  readonly origin: string;
}

/** What `invokeRemote` sends. */
export interface InvocationRequest extends Omit<InvocationTokenOptions, 'moduleKey'> {
  readonly moduleKey: string;
  readonly path: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const UI_TIMEOUT_MS = 25_000;
const EVENT_TIMEOUT_MS = 5000;
/** How often Forge repeats an event, and how long it waits here. */
const EVENT_RETRIES = 4;
const RETRY_PAUSE_MS = 200;

/**
 * One Forge app in one site.
 *
 * @example
 * ```ts
 * import type { ForgeInstallation } from '@authbeat/host';
 *
 * export async function expiredToken(installation: ForgeInstallation): Promise<string> {
 *   return installation.mintToken({ moduleKey: 'my-panel', accountId: '712020:ben', issuedAt: 0 });
 * }
 * ```
 */
export class ForgeInstallation implements ForgeIdentity {
  readonly site: SiteIdentity;
  /** The origin of the app's pages, such as `http://forge-5b2d0c1e.localhost:4100`. */
  readonly origin: string;
  /** The tokens that the bridge gives out, and what is wrong with them. */
  readonly tokens: InvocationTokens;
  readonly #context: ForgeInstallationContext;
  readonly #remotes: Readonly<Record<string, string>>;
  #manifest: ForgeManifest;
  readonly #firstEnvironment: ForgeEnvironment;
  #environment: ForgeEnvironment;
  #connect: ConnectPart | undefined;
  #isInstalled = false;
  #installs = 0;

  constructor(context: ForgeInstallationContext, manifest: ForgeManifest, options: ForgeInstallOptions) {
    const { environment = 'production', remotes = {} } = options;
    this.#context = context;
    this.#manifest = manifest;
    this.#firstEnvironment = environment;
    this.#environment = environment;
    this.#remotes = remotes;
    this.site = context.site;
    this.origin = context.origin;
    this.tokens = new InvocationTokens(context.runtime, this);
  }

  get manifest(): ForgeManifest {
    return this.#manifest;
  }

  get environment(): ForgeEnvironment {
    return this.#environment;
  }

  get isInstalled(): boolean {
    return this.#isInstalled;
  }

  get signedIn(): string | undefined {
    return this.#context.signedIn();
  }

  get cloudId(): string {
    return cloudIdOf(this.site);
  }

  /** The installation's ARI. Each environment has one of its own, and each installation after an uninstall. */
  get installationId(): string {
    const { appId } = this.#manifest;
    const uuid = stableUuid(this.site.name, appId, this.#environment, String(this.#installs));
    return `ari:cloud:ecosystem::installation/${uuid}`;
  }

  /** @throws {ForgeError} `module_unknown` */
  module(key: string): ForgeModule {
    const module = this.#manifest.modules.find((candidate) => candidate.key === key);
    if (module) return module;
    throw new ForgeError('module_unknown', `The app has no module "${key}" with a page.`);
  }

  /** The address of the page of the site that shows a module. @throws {ForgeError} `module_unknown` */
  pageUrl(moduleKey: string, { issue }: { readonly issue?: string } = {}): string {
    const { key } = this.module(moduleKey);
    const path = `${this.site.hostBaseUrl}/jira/apps/${appUuid(this.#manifest.appId)}/${key}`;
    return issue === undefined ? path : `${path}?issue=${encodeURIComponent(issue)}`;
  }

  /** Where a remote is: on this machine, if the options say so. @throws {ForgeError} `remote_unknown` */
  remoteUrl(key: string): string {
    const remote = this.#manifest.remotes.find((candidate) => candidate.key === key);
    if (!remote) throw new ForgeError('remote_unknown', `The manifest has no remote "${key}".`);
    return (this.#remotes[key] ?? remote.baseUrl).replace(/\/+$/, '');
  }

  /** Mints an invocation token with any claims, whatever the fault. */
  async mintToken(options: InvocationTokenOptions = {}): Promise<string> {
    return mintInvocation(this.#context.runtime, this, options);
  }

  /** Gives the installation the Connect app of its manifest. Called by `Site.installForge`. */
  attachConnect(connect: ConnectPart): void {
    this.#connect = connect;
  }

  /** Replaces the manifest, as a new version of the app does. */
  upgrade(manifest: ForgeManifest): void {
    this.#manifest = manifest;
  }

  /**
   * Installs the app: `installed` of its Connect app, then the event `avi:forge:installed:app`.
   *
   * @throws {InstallationError} when the Connect app refuses
   */
  async install({ announce = true }: Pick<ForgeInstallOptions, 'announce'> = {}): Promise<void> {
    if (announce) await this.#connect?.install();
    this.#isInstalled = true;
    if (announce) await this.sendEvent('avi:forge:installed:app', this.#describeInstallation('installer'));
  }

  /** Uninstalls the app. Its tokens are refused from then on, and its pages are gone. */
  async uninstall(): Promise<void> {
    await this.sendEvent('avi:forge:uninstalled:app', this.#describeInstallation('uninstaller'));
    this.#isInstalled = false;
    this.#installs += 1;
    await this.#connect?.uninstall();
  }

  /** Installs the app under another id, of which the app only learns from its next token. */
  async reinstallSilently(): Promise<void> {
    this.#installs += 1;
    await this.install({ announce: false });
  }

  /** Renames the site, as the cloud does it: the app is uninstalled, and installed with another id. */
  async renameSite(): Promise<void> {
    await this.uninstall();
    await this.install();
  }

  /**
   * Installs another environment of the app in its place: another installation, with an id of its own. Defaults to
   * the first one.
   */
  async switchEnvironment(environment: ForgeEnvironment = this.#firstEnvironment): Promise<void> {
    this.#environment = environment;
    await this.install();
  }

  /** Sends an event to the endpoints of the triggers that subscribe to it, and repeats it after a failure. */
  async sendEvent(event: string, payload: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const triggers = this.#manifest.triggers.filter(({ events }) => events.includes(event));
    for (const { endpoint } of triggers)
      await this.#deliver(event, endpoint, { ...payload, eventType: event });
  }

  /**
   * Calls the endpoint of a scheduled trigger now.
   *
   * @throws {ForgeError} `module_unknown`
   */
  async runSchedule(key: string): Promise<void> {
    const schedule = this.#manifest.schedules.find((candidate) => candidate.key === key);
    if (!schedule) throw new ForgeError('module_unknown', `The app has no scheduled trigger "${key}".`);
    await this.#deliver(key, schedule.endpoint, { context: { cloudId: this.cloudId, moduleKey: key } });
  }

  /**
   * Calls the remote of a module's endpoint through Forge's proxy, as `invokeRemote` does.
   *
   * @throws {ForgeError} when the module has no endpoint, or no token is given out
   */
  async invokeRemote(request: InvocationRequest): Promise<RemoteResponse> {
    const { moduleKey, issue, path, method, headers = {}, body } = request;
    const endpoint = this.#endpoint(this.module(moduleKey).endpoint);
    const issued = await this.tokens.issue({
      moduleKey,
      ...(issue !== undefined && { issue }),
      proxied: true,
    });
    if (issued.kind === 'rejected') throw new ForgeError('token_refused', issued.reason);
    const response = await this.#call(endpoint, this.signedIn, {
      url: this.remoteUrl(endpoint.remote) + (path.startsWith('/') ? path : `/${path}`),
      method,
      headers,
      token: issued.token,
      timeoutMs: UI_TIMEOUT_MS,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (response.status >= 300 && response.status < 400)
      throw new ForgeError(
        'remote_redirected',
        'Forge follows no redirects: the remote must respond itself.',
      );
    return response;
  }

  #endpoint(key: string | undefined): ForgeEndpoint {
    const endpoint = this.#manifest.endpoints.find((candidate) => candidate.key === key);
    if (endpoint) return endpoint;
    throw new ForgeError('endpoint_missing', 'The module has no `resolver.endpoint` in the manifest.');
  }

  async #deliver(name: string, endpointKey: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    const endpoint = this.#endpoint(endpointKey);
    for (let attempt = 0; attempt <= EVENT_RETRIES; attempt += 1) {
      const status = await this.#attempt(endpoint, body);
      this.#context.runtime.timeline.record({
        kind: 'lifecycle',
        site: this.site.name,
        sentence: `Sent "${name}" to the remote "${endpoint.remote}": ${status === 0 ? 'no response' : status}.`,
        data: { event: name, remote: endpoint.remote, status },
      });
      if (status >= 200 && status < 300) return;
      await wait(RETRY_PAUSE_MS, undefined, { signal: this.#context.runtime.closing });
    }
  }

  /** Returns the status; 0 without a response. */
  async #attempt(endpoint: ForgeEndpoint, body: Readonly<Record<string, unknown>>): Promise<number> {
    try {
      const { status } = await this.#call(endpoint, undefined, {
        url: this.remoteUrl(endpoint.remote) + (endpoint.path ?? ''),
        method: 'POST',
        headers: {},
        token: await this.mintToken(),
        timeoutMs: EVENT_TIMEOUT_MS,
        body: JSON.stringify(body),
      });
      return status;
    } catch {
      return 0;
    }
  }

  async #call(
    endpoint: ForgeEndpoint,
    accountId: string | undefined,
    request: Omit<RemoteRequest, 'accessTokens'>,
  ): Promise<RemoteResponse> {
    const { runtime } = this.#context;
    const accessTokens = await mintAccessTokens(runtime, this, endpoint, accountId);
    return callRemote({ ...request, accessTokens }, runtime.closing);
  }

  #describeInstallation(actor: string): Readonly<Record<string, unknown>> {
    const { appId } = this.#manifest;
    return {
      id: this.installationId.slice(this.installationId.lastIndexOf('/') + 1),
      [`${actor}AccountId`]: this.signedIn,
      app: { id: appUuid(appId), version: '1.0.0' },
      environment: { id: environmentIdOf(this).slice(environmentIdOf(this).lastIndexOf('/') + 1) },
      context: `ari:cloud:${this.site.product}::site/${this.cloudId}`,
    };
  }
}
