import { randomUUID } from 'node:crypto';
import type { Descriptor } from '@authbeat/core';
import { readDescriptor, type DescriptorSource } from '../installation/fetch-app.ts';
import { Installation } from '../installation/installation.ts';
import type { SiteIdentity, HostRuntime } from '../runtime.ts';
import { ISSUES } from '../content/issues.ts';
import { SiteData } from '../content/site-data.ts';
import { USERS, type User } from '../content/users.ts';

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
  readonly hostBaseUrl: string;
  readonly users: readonly User[] = USERS;
  /** Issues, comments, properties and pages, as apps have changed them. */
  readonly data = new SiteData();
  readonly #runtime: HostRuntime;
  readonly #installations = new Map<string, Installation>();
  #signedIn: User | undefined = USERS[0];
  #clientKey: string;

  constructor(runtime: HostRuntime, name: string, hostBaseUrl: string) {
    this.#runtime = runtime;
    this.name = name;
    this.hostBaseUrl = hostBaseUrl;
    // The same in each run, so that an app recognizes its tenant.
    this.#clientKey = `authbeat-dev-${name}`;
  }

  /** How apps know this site. It changes only by `renewClientKey()`. */
  get clientKey(): string {
    return this.#clientKey;
  }

  /** The user who is signed in, one for each site. `undefined` after `signOut()`. */
  get signedIn(): User | undefined {
    return this.#signedIn;
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

  /** The address of an issue's page. Defaults to the first issue. */
  issueUrl(key: string = ISSUES[0]?.key ?? ''): string {
    return `${this.hostBaseUrl}/browse/${encodeURIComponent(key)}`;
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
    const signedIn = (): string | undefined => this.#signedIn?.accountId;
    const installation = new Installation({ runtime: this.#runtime, site: this, signedIn }, descriptor);
    this.#installations.set(descriptor.key, installation);
    return installation;
  }

  #setUser(user: User | undefined, sentence: string): void {
    this.#signedIn = user;
    this.#runtime.timeline.record({
      kind: 'session',
      site: this.name,
      sentence,
      data: user ? { account: user.accountId } : {},
    });
  }
}
