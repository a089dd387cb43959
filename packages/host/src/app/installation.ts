import { listModules, type Descriptor, type LifecycleEvent, type Module } from '@authbeat/core';
import { InstallationError } from '../errors.ts';
import { generateSharedSecret } from '../keys.ts';
import type { SiteIdentity, World } from '../world.ts';
import { fillModuleUrl } from './build-url.ts';
import { callLifecycle, fetchDescriptor } from './fetch-app.ts';
import { describeInstallation } from './lifecycle-body.ts';
import { makeModuleUrl, type ModuleUrlOptions } from './make-module-url.ts';
import { createTokenMint, type TokenMint } from './mint-tokens.ts';

export type InstallationState = 'enabled' | 'disabled' | 'uninstalled';

interface InstallationContext {
  readonly world: World;
  readonly site: SiteIdentity;
  readonly signedIn: () => string | undefined;
}

/**
 * One app in one site.
 *
 * @example
 * ```ts
 * import type { Installation } from '@authbeat/host';
 *
 * export async function afterRotation(installation: Installation): Promise<string[]> {
 *   const before = installation.moduleUrl('my-panel', { issue: 'AB-1', account: '712020:ben' });
 *   await installation.rotateSecret();
 *   return [before, installation.moduleUrl('my-panel', { issue: 'AB-1', account: '712020:ben' })];
 * }
 * ```
 */
export class Installation {
  /** Mints tokens as the host does, for any account and any time. */
  readonly tokens: TokenMint;
  readonly #context: InstallationContext;
  #descriptor: Descriptor;
  #descriptorUrl = '';
  #sharedSecret = '';
  #state: InstallationState = 'uninstalled';

  constructor(context: InstallationContext, descriptor: Descriptor) {
    this.#context = context;
    this.#descriptor = descriptor;
    this.tokens = createTokenMint({
      ...context,
      baseUrl: () => this.#descriptor.baseUrl,
      sharedSecret: () => this.#sharedSecret,
    });
  }

  get descriptor(): Descriptor {
    return this.#descriptor;
  }

  get state(): InstallationState {
    return this.#state;
  }

  /** The secret that the app was given last: a development key, for tests that forge tokens. */
  get sharedSecret(): string {
    return this.#sharedSecret;
  }

  get modules(): readonly Module[] {
    return listModules(this.#descriptor);
  }

  /**
   * Finds a module by its key.
   *
   * @throws {InstallationError} `module_unknown`
   */
  module(key: string): Module {
    const module = this.modules.find((candidate) => candidate.key === key);
    if (module) return module;
    throw new InstallationError('module_unknown', 'The app has no module with that key.', {
      app: this.#descriptor.key,
      module: key,
    });
  }

  /**
   * Makes the URL that the host loads for a module: placeholders filled, the host's parameters and a new
   * token appended. A `cacheable` module gets its plain URL.
   *
   * @throws {InstallationError} `module_unknown`, also where a module has no URL within the app
   */
  moduleUrl(key: string, options: ModuleUrlOptions = {}): string {
    const { world, site } = this.#context;
    const { tokens } = this;
    return makeModuleUrl({ world, site, descriptor: this.#descriptor, tokens }, this.module(key), options);
  }

  /**
   * Installs the app, or upgrades it: `installed` with a new shared secret, then `enabled`. What
   * `Site.install` calls.
   *
   * @throws {InstallationError}
   */
  async install(descriptorUrl: string, descriptor: Descriptor): Promise<void> {
    this.#descriptorUrl = descriptorUrl;
    await this.#announce(generateSharedSecret(), descriptor);
    await this.enable();
  }

  /**
   * Sends another `installed` with a new shared secret, signed as the cloud does: RS256, never the old secret.
   *
   * @throws {InstallationError} the old secret stays in use then
   */
  async rotateSecret(): Promise<void> {
    this.#mustBeInstalled();
    await this.#announce(generateSharedSecret(), this.#descriptor);
  }

  /**
   * Reads the descriptor again, sends `installed` with the secret that the app has, and `enabled`: for an app
   * that has been restarted, and may have changed or lost its memory.
   *
   * @throws {InstallationError}
   * @throws {DescriptorError}
   */
  async reinstall(): Promise<void> {
    this.#mustBeInstalled();
    const descriptor = await fetchDescriptor(this.#descriptorUrl, this.#context.world.closing);
    await this.#announce(this.#sharedSecret, descriptor);
    await this.enable();
  }

  /** Sends `enabled`. @throws {InstallationError} */
  async enable(): Promise<void> {
    this.#mustBeInstalled();
    await this.#call('enabled');
    this.#state = 'enabled';
  }

  /** Sends `disabled`; the site no longer shows the app. @throws {InstallationError} */
  async disable(): Promise<void> {
    this.#mustBeInstalled();
    await this.#call('disabled');
    this.#state = 'disabled';
  }

  /** Sends `uninstalled`; the site forgets the app whatever it answers. @throws {InstallationError} */
  async uninstall(): Promise<void> {
    this.#mustBeInstalled();
    this.#state = 'uninstalled';
    await this.#call('uninstalled');
  }

  async #announce(secret: string, descriptor: Descriptor): Promise<void> {
    checkDescriptor(descriptor, this.#descriptor.key);
    const previous = this.#descriptor;
    this.#descriptor = descriptor;
    try {
      await this.#call('installed', secret);
    } catch (error) {
      this.#descriptor = previous;
      throw error;
    }
    this.#sharedSecret = secret;
    if (this.#state === 'uninstalled') this.#state = 'disabled';
  }

  #mustBeInstalled(): void {
    const { key } = this.#descriptor;
    if (this.#state === 'uninstalled')
      throw new InstallationError('not_installed', `The app "${key}" is not installed here.`, { app: key });
  }

  async #call(event: LifecycleEvent, secret?: string): Promise<void> {
    const { world, site } = this.#context;
    const { key, baseUrl, lifecycle } = this.#descriptor;
    const template = lifecycle[event];
    if (template === undefined) return;
    const url = fillModuleUrl({ template, baseUrl, variables: {} });
    if (url === undefined)
      throw new InstallationError(
        'lifecycle_missing',
        `The "${event}" URL of "${key}" leads out of the app.`,
        {
          app: key,
          event,
        },
      );
    const body = describeInstallation(site, key, event, secret);
    const signedByHost = event === 'installed' || event === 'uninstalled';
    const token = signedByHost ? await this.tokens.lifecycle({ url }) : this.tokens.webhook({ url });
    const status = await callLifecycle({ app: key, event, url, token, body }, world.closing);
    world.timeline.record({
      kind: 'lifecycle',
      site: site.name,
      sentence: `Sent "${event}" to ${key}: ${status}.`,
      data: { event, app: key, status },
    });
  }
}

function checkDescriptor({ key, authentication, lifecycle }: Descriptor, expectedKey: string): void {
  if (key !== expectedKey)
    throw new InstallationError('descriptor_unreadable', `The descriptor is now of another app, "${key}".`, {
      app: expectedKey,
    });
  if (authentication === 'jwt' && lifecycle.installed === undefined)
    throw new InstallationError('lifecycle_missing', `The app "${key}" has no "installed" lifecycle URL.`, {
      app: key,
      event: 'installed',
    });
}
