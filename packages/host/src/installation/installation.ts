import { isDeepStrictEqual } from 'node:util';
import {
  buildLifecycleBody,
  fillModuleUrl,
  listModules,
  type Descriptor,
  type LifecycleEvent,
  type Module,
} from '@authbeat/core';
import { InstallationError } from '../errors.ts';
import { generateSharedSecret } from '../keys.ts';
import type { SiteIdentity, HostRuntime } from '../runtime.ts';
import { callLifecycle, readDescriptor, type DescriptorSource } from './fetch-app.ts';
import { buildModuleUrl, type ModuleUrlOptions } from './module-url.ts';
import { createTokenMint, type TokenMint } from './mint-tokens.ts';
import { probeLeeway } from './probe-leeway.ts';

export type InstallationState = 'enabled' | 'disabled' | 'uninstalled';

interface InstallationContext {
  readonly runtime: HostRuntime;
  readonly site: SiteIdentity;
  readonly signedIn: () => string | undefined;
  /** Fields of lifecycle bodies besides the usual ones. None by default. */
  readonly details?: () => Readonly<Record<string, string>>;
}

/**
 * One app in one site.
 *
 * @example
 * ```ts
 * import type { Installation } from '@authbeat/host';
 *
 * export async function afterRotation(installation: Installation): Promise<string[]> {
 *   const before = installation.moduleUrl('my-panel', { issue: 'AB-1', accountId: '712020:ben' });
 *   await installation.rotateSecret();
 *   return [before, installation.moduleUrl('my-panel', { issue: 'AB-1', accountId: '712020:ben' })];
 * }
 * ```
 */
export class Installation {
  /** Mints host tokens of this installation, for any account and any time. */
  readonly tokens: TokenMint;
  readonly #context: InstallationContext;
  #descriptor: Descriptor;
  #source: DescriptorSource = '';
  #leeway: number | undefined;
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

  /** The shared secret that the app received last. It is for development only. */
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
   * Builds the URL that the host loads in a module's frame: placeholders filled, the host's parameters and a
   * new token appended. A `cacheable` module gets its plain URL.
   *
   * @throws {InstallationError} `module_unknown`, also for a module without a URL within the app
   */
  moduleUrl(key: string, options: ModuleUrlOptions = {}): string {
    const { runtime, site } = this.#context;
    const { tokens } = this;
    return buildModuleUrl({ runtime, site, descriptor: this.#descriptor, tokens }, this.module(key), options);
  }

  /**
   * Installs the app, or upgrades it: `installed` with a new shared secret, then `enabled`.
   * Called by `Site.install`.
   *
   * @throws {InstallationError}
   */
  async install(source: DescriptorSource, descriptor: Descriptor): Promise<void> {
    this.#source = source;
    await this.#announce(generateSharedSecret(), descriptor);
    await this.enable();
  }

  /**
   * Sends `installed` again, with a new shared secret. Like every `installed` it is signed with RS256.
   *
   * @throws {InstallationError} when the app refuses; it keeps the old secret
   */
  async rotateSecret(): Promise<void> {
    this.#mustBeInstalled();
    await this.#announce(generateSharedSecret(), this.#descriptor);
  }

  /**
   * Fetches the descriptor again and sends `installed` with the same shared secret, then `enabled`. Use it
   * after a restart of an app that keeps its tenants in memory.
   *
   * @throws {InstallationError}
   * @throws {DescriptorError}
   */
  async reinstall(): Promise<void> {
    this.#mustBeInstalled();
    const descriptor = await this.#readDescriptor();
    await this.#announce(this.#sharedSecret, descriptor);
    await this.enable();
  }

  /**
   * Installs the app as it was installed before: fetches its descriptor again and sends `installed` with a new
   * shared secret, then `enabled`. It may have been uninstalled since.
   *
   * @throws {InstallationError}
   * @throws {DescriptorError}
   */
  async installAgain(): Promise<void> {
    await this.install(this.#source, await this.#readDescriptor());
  }

  /**
   * Reads the descriptor again, and installs the app again with the same shared secret when it has changed.
   *
   * @returns whether it has changed
   * @throws {InstallationError}
   * @throws {DescriptorError}
   */
  async followDescriptor(): Promise<boolean> {
    this.#mustBeInstalled();
    const descriptor = await this.#readDescriptor();
    if (isDeepStrictEqual(descriptor, this.#descriptor)) return false;
    await this.#announce(this.#sharedSecret, descriptor);
    await this.enable();
    return true;
  }

  /**
   * For how many seconds after its expiry the app accepts a token, as `probeLeeway()` has found out. `undefined` before,
   * and for an app without a page that needs a token.
   */
  get leeway(): number | undefined {
    return this.#leeway;
  }

  /** Finds out for how long the app accepts a token after its expiry: it requests a page with tokens of several ages. */
  async probeLeeway(): Promise<number | undefined> {
    const { runtime, site } = this.#context;
    const { tokenClock: now, tokenLifetimes, frames } = runtime;
    const owner = { site: site.name, app: this.#descriptor.key, name: 'Leeway probe' };
    // The timeline shows the probe's refused requests apart from those of the app's frames.
    const openFrame = (module: Module): string => frames.open({ ...owner, module: module.key }).frame;
    this.#leeway = await probeLeeway(this, { now, lifetime: tokenLifetimes.iframe, openFrame });
    return this.#leeway;
  }

  async #readDescriptor(): Promise<Descriptor> {
    return readDescriptor(this.#source, this.#context.runtime.closing);
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

  /** Sends `uninstalled`; the site removes the app whatever its response. @throws {InstallationError} */
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
    const { runtime, site } = this.#context;
    const { key, baseUrl, lifecycle } = this.#descriptor;
    const template = lifecycle[event];
    if (template === undefined) return;
    const url = fillModuleUrl({ template, baseUrl });
    if (url === undefined)
      throw new InstallationError(
        'lifecycle_missing',
        `The "${event}" URL of "${key}" is not a URL of the app.`,
        {
          app: key,
          event,
        },
      );
    const body = buildLifecycleBody({
      event,
      appKey: key,
      clientKey: site.clientKey,
      hostBaseUrl: site.hostBaseUrl,
      ...(secret !== undefined && { sharedSecret: secret }),
      details: { ...describeLicense(site), productType: site.product, ...this.#context.details?.() },
    });
    const signedByHost = event === 'installed' || event === 'uninstalled';
    const token = signedByHost ? await this.tokens.lifecycle({ url }) : this.tokens.webhook({ url });
    const status = await callLifecycle({ app: key, event, url, token, body }, runtime.closing);
    runtime.timeline.record({
      kind: 'lifecycle',
      site: site.name,
      sentence: `Sent "${event}" to ${key}: ${status}.`,
      data: { event, app: key, status },
    });
  }
}

function checkDescriptor({ key, authentication, lifecycle }: Descriptor, expectedKey: string): void {
  if (key !== expectedKey)
    throw new InstallationError(
      'descriptor_unreadable',
      `The descriptor now belongs to another app, "${key}".`,
      {
        app: expectedKey,
      },
    );
  if (authentication === 'jwt' && lifecycle.installed === undefined)
    throw new InstallationError(
      'lifecycle_missing',
      `The app "${key}" has no lifecycle URL for "installed".`,
      {
        app: key,
        event: 'installed',
      },
    );
}

function describeLicense({ name }: SiteIdentity): Record<string, string> {
  return {
    description: `Authbeat's local host, site "${name}"`,
    serviceEntitlementNumber: 'SEN-DEVELOPMENT',
    entitlementId: 'development',
    entitlementNumber: 'E-DEVELOPMENT',
    oauthClientId: `development-${name}`,
  };
}
