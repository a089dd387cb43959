import type { Descriptor } from '@authbeat/core';
import { fetchDescriptor } from '../app/fetch-app.ts';
import { Installation } from '../app/installation.ts';
import type { SiteIdentity, World } from '../world.ts';
import { ISSUES } from './issues.ts';
import { USERS, type User } from './users.ts';

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
  readonly url: string;
  readonly clientKey: string;
  readonly users: readonly User[] = USERS;
  readonly #world: World;
  readonly #installations = new Map<string, Installation>();
  #signedIn: User | undefined = USERS[0];

  constructor(world: World, name: string, url: string) {
    this.#world = world;
    this.name = name;
    this.url = url;
    // The same in every run, so that an app that is installed again knows its tenant.
    this.clientKey = `authbeat-dev-${name}`;
  }

  /** Who is signed in: one person per site, as in one browser. Nobody after `signOut()`. */
  get signedIn(): User | undefined {
    return this.#signedIn;
  }

  /** The apps that are installed now. */
  get installations(): readonly Installation[] {
    return [...this.#installations.values()].filter(({ state }) => state !== 'uninstalled');
  }

  /** Finds an installed app by its key. */
  installation(appKey: string): Installation | undefined {
    return this.installations.find(({ descriptor }) => descriptor.key === appKey);
  }

  /**
   * Installs an app as the cloud does: fetches its descriptor, sends `installed` and `enabled`. An app that
   * is there already is upgraded, which gives it a new secret.
   *
   * @throws {InstallationError} when the app cannot be reached or refuses
   * @throws {DescriptorError} when the descriptor cannot be used
   */
  async install(descriptorUrl: string): Promise<Installation> {
    const descriptor = await fetchDescriptor(descriptorUrl, this.#world.closing);
    const installation = this.installation(descriptor.key) ?? this.#admit(descriptor);
    await installation.install(descriptorUrl, descriptor);
    return installation;
  }

  /** The address of an issue's page. Defaults to the first issue. */
  issueUrl(key: string = ISSUES[0]?.key ?? ''): string {
    return `${this.url}/browse/${encodeURIComponent(key)}`;
  }

  /**
   * The address of the page that shows a module across its full width.
   *
   * @throws {InstallationError} `module_unknown`
   */
  pageUrl(installation: Installation, moduleKey: string): string {
    const { key } = installation.module(moduleKey);
    return `${this.url}/plugins/servlet/ac/${installation.descriptor.key}/${encodeURIComponent(key)}`;
  }

  /** Signs somebody in. @throws {RangeError} when the site has no such account */
  signIn(accountId: string): void {
    const user = this.users.find((candidate) => candidate.accountId === accountId);
    if (!user) throw new RangeError('The site has no such account.');
    this.#become(user, `Signed in as ${user.name}.`);
  }

  /** Signs out: from now on `AP.context.getToken()` fails. */
  signOut(): void {
    this.#become(undefined, 'Signed out.');
  }

  #admit(descriptor: Descriptor): Installation {
    const signedIn = (): string | undefined => this.#signedIn?.accountId;
    const installation = new Installation({ world: this.#world, site: this, signedIn }, descriptor);
    this.#installations.set(descriptor.key, installation);
    return installation;
  }

  #become(user: User | undefined, sentence: string): void {
    this.#signedIn = user;
    this.#world.timeline.record({
      kind: 'session',
      site: this.name,
      sentence,
      data: user ? { account: user.accountId } : {},
    });
  }
}
