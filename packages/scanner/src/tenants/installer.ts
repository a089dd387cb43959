import type { Descriptor } from '@authbeat/core';

/**
 * Installs the app as a host does. The scanner is handed one; `authbeat check --install` hands it the local host.
 */
export interface Installer {
  /**
   * Installs the app in one more site, which makes a new tenant, and waits until the app has accepted it.
   *
   * @param descriptor the one that the scanner has fetched from `descriptorUrl`, and whose base URL it may request.
   *   Do not fetch it again: an app could name another base URL the second time.
   * @throws {InstallerError} saying in one sentence, without a secret, why the app is not installed
   */
  install(descriptorUrl: string, descriptor: Descriptor): Promise<Tenant>;
}

/** One installation of the app. */
export interface Tenant {
  readonly clientKey: string;
  /** The site, such as `http://jira.localhost:4100`. */
  readonly hostBaseUrl: string;
  /** The account id of a user who administers the site. */
  readonly administrator: string;
  /** The account id of a user who does not. */
  readonly member: string;
  /** As the host sent it last; `reinstall` changes it. */
  readonly sharedSecret: string;
  /** The public half of the key that signs lifecycle calls, in PEM form: an attacker knows it too. */
  readonly publicKey: string;
  /** A lifecycle token of this tenant, as the host signs it (RS256). */
  signLifecycle(call: {
    readonly method: string;
    readonly url: string;
    /** Whom the token is meant for. Defaults to the app's base URL. */
    readonly audience?: string;
  }): Promise<string>;
  /** Sends `installed` once more, with a new shared secret. */
  reinstall(): Promise<void>;
  uninstall(): Promise<void>;
}
