import { randomUUID } from 'node:crypto';
import { parseDescriptor, type Descriptor } from '@authbeat/core';
import {
  ForgeInstallation,
  type ConnectPart,
  type ForgeInstallOptions,
} from '../forge/forge-installation.ts';
import { appUuid, cdnName } from '../forge/identity.ts';
import { readManifest, type ForgeManifestSource } from '../forge/load-manifest.ts';
import type { ForgeManifest } from '../forge/manifest.ts';
import { readDescriptor, type DescriptorSource } from '../installation/fetch-app.ts';
import { Installation } from '../installation/installation.ts';
import type { SiteIdentity, HostRuntime } from '../runtime.ts';
import type { Product } from '../content/frame-context.ts';
import { ISSUES } from '../content/issues.ts';
import { PAGES } from '../content/pages.ts';
import { SiteData } from '../content/site-data.ts';
import type { User } from '../content/users.ts';

/**
 * One site of a host, such as `http://jira.localhost:4100`: a tenant of every app that it installs.
 *
 * @example
 * ```ts
 * import type { Site } from '@authbeat/host';
 *
 * export async function installFor(site: Site, accountId: string): Promise<string> {
 *   const installation = await site.install('http://127.0.0.1:4200/atlassian-connect.json');
 *   site.signIn(accountId);
 *   return site.pageUrl(installation, 'my-general-page');
 * }
 * ```
 */
export class Site implements SiteIdentity {
  readonly name: string;
  readonly product: Product;
  /** The address of its pages, such as `http://jira.localhost:4100`, without a path. */
  readonly origin: string;
  readonly hostBaseUrl: string;
  /** Users, projects, issues, spaces and pages, as apps have changed them. */
  readonly data = new SiteData();
  readonly #runtime: HostRuntime;
  readonly #installations = new Map<string, Installation>();
  readonly #forgeInstallations = new Map<string, ForgeInstallation>();
  #account: string | undefined = this.data.users[0]?.accountId;
  #clientKey: string;

  readonly #accountId = (): string | undefined => this.signedIn?.accountId;

  constructor(runtime: HostRuntime, product: Product, name: string, origin: string) {
    this.#runtime = runtime;
    this.product = product;
    this.name = name;
    this.origin = origin;
    // As in the cloud.
    this.hostBaseUrl = product === 'confluence' ? `${origin}/wiki` : origin;
    // The same in each run, so that an app recognizes its tenant.
    this.#clientKey = `authbeat-dev-${name}`;
  }

  /** Those who can sign in. The first one is signed in at the start. */
  get users(): readonly User[] {
    return this.data.users;
  }

  /** How apps know this site. It changes only by `renewClientKey()`. */
  get clientKey(): string {
    return this.#clientKey;
  }

  /** The user who is signed in, one for each site. `undefined` after `signOut()`. */
  get signedIn(): User | undefined {
    return this.users.find(({ accountId }) => accountId === this.#account);
  }

  /** The installed apps. */
  get installations(): readonly Installation[] {
    return [...this.#installations.values()].filter(({ state }) => state !== 'uninstalled');
  }

  /** The installed apps, and those that were installed. */
  get knownInstallations(): readonly Installation[] {
    return [...this.#installations.values()];
  }

  /** Finds an installed app by its key. */
  installation(appKey: string): Installation | undefined {
    return this.installations.find(({ descriptor }) => descriptor.key === appKey);
  }

  /**
   * Installs an app as the cloud does: fetches its descriptor and sends `installed` and `enabled`. An app that
   * is installed already is upgraded and receives a new shared secret.
   *
   * @param source the URL of the descriptor, or a function that reads it
   * @param known the descriptor, where it has been fetched already. Later calls, such as `reinstall()`, fetch it again.
   * @throws {InstallationError} when the app cannot be reached or refuses
   * @throws {DescriptorError} when the descriptor cannot be used
   */
  async install(source: DescriptorSource, known?: Descriptor): Promise<Installation> {
    const descriptor = known ?? (await readDescriptor(source, this.#runtime.closing));
    const installation = this.installation(descriptor.key) ?? this.#add(descriptor);
    await installation.install(source, descriptor);
    return installation;
  }

  /** The installed Forge apps. */
  get forgeInstallations(): readonly ForgeInstallation[] {
    return [...this.#forgeInstallations.values()].filter(({ isInstalled }) => isInstalled);
  }

  /** Finds an installed Forge app by the last part of its ARI. */
  forgeInstallation(uuid: string): ForgeInstallation | undefined {
    return this.forgeInstallations.find(({ manifest }) => appUuid(manifest.appId) === uuid);
  }

  /**
   * Installs a Forge app: reads its manifest, sends `installed` to the Connect app within it, and the event
   * `avi:forge:installed:app` to its remotes. An app that is installed already gets the manifest as a new version.
   *
   * @param source the path of `manifest.yml`, or what it says
   * @throws {ManifestError} with every mistake in the manifest
   * @throws {InstallationError} when the Connect app refuses
   */
  async installForge(
    source: ForgeManifestSource,
    options: ForgeInstallOptions = {},
  ): Promise<ForgeInstallation> {
    const manifest = await readManifest(source, options);
    const known = this.forgeInstallation(appUuid(manifest.appId));
    const installation = known ?? this.#addForge(manifest, options);
    installation.upgrade(manifest);
    const connect = this.#connectPartOf(installation);
    if (connect) installation.attachConnect(connect);
    if (!known) await installation.install(options);
    return installation;
  }

  /** The address of an issue's page in Jira. Defaults to the first issue. */
  issueUrl(key: string = ISSUES[0]?.key ?? ''): string {
    return `${this.hostBaseUrl}/browse/${encodeURIComponent(key)}`;
  }

  /** The address of a page of Confluence, by its id. Defaults to the first page. */
  contentUrl(id: string = PAGES[0]?.id ?? ''): string {
    return `${this.hostBaseUrl}/pages/${encodeURIComponent(id)}`;
  }

  /**
   * The address of the page that shows one module across the full width.
   *
   * @throws {InstallationError} `module_unknown`
   */
  pageUrl(installation: Installation, moduleKey: string): string {
    const { key } = installation.module(moduleKey);
    return `${this.hostBaseUrl}/plugins/servlet/ac/${installation.descriptor.key}/${encodeURIComponent(key)}`;
  }

  /** Gives the site another client key: for its apps, which do not know it, it is a new tenant. */
  renewClientKey(): void {
    this.#clientKey = `authbeat-dev-${this.name}-${randomUUID()}`;
  }

  /** Signs a user in. @throws {RangeError} when the site has no such account */
  signIn(accountId: string): void {
    const user = this.users.find((candidate) => candidate.accountId === accountId);
    if (!user) throw new RangeError('The site has no such account.');
    this.#setUser(user, `Signed in as ${user.name}.`);
  }

  /** Signs the user out: `AP.context.getToken()` rejects from then on. */
  signOut(): void {
    this.#setUser(undefined, 'Signed out.');
  }

  #add(descriptor: Descriptor): Installation {
    const details = (): Readonly<Record<string, string>> => this.#describeForge(descriptor.key);
    const installation = new Installation(
      { runtime: this.#runtime, site: this, signedIn: this.#accountId, details },
      descriptor,
    );
    this.#installations.set(descriptor.key, installation);
    return installation;
  }

  #addForge(manifest: ForgeManifest, options: ForgeInstallOptions): ForgeInstallation {
    const origin = `http://${cdnName(manifest.appId)}.localhost:${new URL(this.hostBaseUrl).port}`;
    const context = { runtime: this.#runtime, site: this, signedIn: this.#accountId, origin };
    const installation = new ForgeInstallation(context, manifest, options);
    this.#forgeInstallations.set(manifest.appId, installation);
    return installation;
  }

  /** The Connect app of a Forge app is an installation as any other, whose `installed` names the Forge installation. */
  #connectPartOf(forge: ForgeInstallation): ConnectPart | undefined {
    const { connect } = forge.manifest;
    if (!connect) return undefined;
    const descriptor = parseDescriptor({ ...connect, baseUrl: forge.remoteUrl(String(connect['remote'])) });
    return {
      install: async () => {
        const installation = this.installation(descriptor.key) ?? this.#add(descriptor);
        await installation.install(async () => descriptor, descriptor);
      },
      uninstall: async () => this.installation(descriptor.key)?.uninstall(),
    };
  }

  /** What `installed` says of the Forge app that a Connect app is a part of. */
  #describeForge(appKey: string): Readonly<Record<string, string>> {
    const forge = [...this.#forgeInstallations.values()].find(
      ({ manifest }) => manifest.connect?.['key'] === appKey,
    );
    return forge ? { installationId: forge.installationId } : {};
  }

  #setUser(user: User | undefined, sentence: string): void {
    this.#account = user?.accountId;
    this.#runtime.timeline.record({
      kind: 'session',
      site: this.name,
      sentence,
      data: user ? { account: user.accountId } : {},
    });
  }
}
