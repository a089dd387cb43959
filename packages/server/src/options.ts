import { DEFAULT_MOUNT } from '@authbeat/core';
import type { Clock } from './http/time.ts';
import type { AuthbeatEvent } from './signals/events.ts';
import type { Logger } from './signals/log.ts';
import type { Store } from './stores/contract.ts';
import { INSTALL_KEY_SERVERS } from './tokens/install-keys.ts';

/** How an expired page load heals. */
export interface RecoveryOptions {
  /** How long past its end a credential still starts a recovery, in seconds. Defaults to 86 400 (a day). */
  readonly maxAge?: number;
  /** How long the recovery document waits for the host's bridge, in seconds. Defaults to 8. */
  readonly bridgeTimeout?: number;
}

/** What `createAuthbeat` takes. Every mistake is reported at once. */
export interface AuthbeatOptions {
  /** The `key` of the app's descriptor. */
  readonly appKey: string;
  /** The `baseUrl` of the app's descriptor: https, or http on a loopback host. */
  readonly baseUrl: string;
  /**
   * The app's own keys, each a random text of at least 32 bytes. The first signs sessions and tickets, all
   * verify them: to rotate, put a new key in front and drop the old one a day later. See docs/server/deployment.md.
   */
  readonly sessionKeys: readonly (string | undefined)[];
  /** Where tenants are kept. */
  readonly store: Store;
  /** The path of Authbeat's endpoints, below the base URL. Defaults to `/authbeat`. */
  readonly mount?: string;
  /** The key servers whose keys verify installations. Defaults to Atlassian's production key server. */
  readonly installKeyServers?: readonly string[];
  /** How long an installation waits for a key server, in seconds: 0.01 to 60. Defaults to 5. */
  readonly installKeyTimeout?: number;
  /** The host's bridge, as the recovery document loads it. Defaults to Atlassian's `all.js`. */
  readonly bridgeUrl?: string;
  /** How long a session lives without a heartbeat, in seconds: 1 to 3600. Defaults to 900. */
  readonly sessionLifetime?: number;
  /** How long heartbeats extend a session after the last host proof, in seconds: up to a day. Defaults to 3600. */
  readonly hostProofMaxAge?: number;
  /** How long a ticket lives, in seconds: 1 to 300. Defaults to 30. */
  readonly ticketLifetime?: number;
  /** Does an expired page load heal? Defaults to `true`; `false` answers it with a bare 401 page. */
  readonly recovery?: boolean | RecoveryOptions;
  /**
   * How pages carry their session: `bearer` (the default) in the `Authorization` header, from memory;
   * `cookie` in a partitioned cookie that scripts cannot read. See docs/server/sessions.md.
   */
  readonly transport?: 'bearer' | 'cookie';
  /** How far clocks may differ, in seconds: 0 to 60. Defaults to 10. */
  readonly leeway?: number;
  /** How long a tenant's previous secret still verifies after a rotation, in seconds. Defaults to 1200. */
  readonly previousSecretLifetime?: number;
  /**
   * Keys that seal tenants' secrets in the store, each a random text of at least 32 bytes. The first seals,
   * all unseal. Without any, secrets are kept as the host sent them.
   */
  readonly encryptionKeys?: readonly (string | undefined)[];
  /** How long sessions of known tenants go on while the store fails, in seconds: up to 3600. Defaults to 300. */
  readonly staleWhileError?: number;
  /** Milliseconds since the epoch. Defaults to the machine's clock. */
  readonly now?: Clock;
  /** Any logger of pino's shape. Nothing is logged by default. Never gets a token, a secret or a clientKey. */
  readonly logger?: Logger;
  /** Hears everything that an operator may want to count. */
  readonly onEvent?: (event: AuthbeatEvent) => void;
}

/** The options, complete and checked. */
export interface Settings extends Required<
  Omit<AuthbeatOptions, 'sessionKeys' | 'encryptionKeys' | 'recovery' | 'logger' | 'onEvent'>
> {
  readonly sessionKeys: readonly string[];
  readonly encryptionKeys: readonly string[];
  /** `undefined` when it is switched off. */
  readonly recovery: Required<RecoveryOptions> | undefined;
  readonly logger: Logger | undefined;
  readonly onEvent: ((event: AuthbeatEvent) => void) | undefined;
}

export const DEFAULTS = {
  transport: 'bearer' as 'bearer' | 'cookie',
  mount: DEFAULT_MOUNT,
  installKeyServers: [INSTALL_KEY_SERVERS.production],
  installKeyTimeout: 5,
  bridgeUrl: 'https://connect-cdn.atl-paas.net/all.js',
  sessionLifetime: 900,
  hostProofMaxAge: 3600,
  ticketLifetime: 30,
  leeway: 10,
  previousSecretLifetime: 1200,
  staleWhileError: 300,
  now: Date.now,
} satisfies Partial<AuthbeatOptions>;

/** The options with their defaults, not checked yet. */
export type CompleteOptions = Omit<AuthbeatOptions, 'recovery'> &
  Required<Pick<AuthbeatOptions, keyof typeof DEFAULTS>> & {
    /** `undefined` when it is switched off. */
    readonly recovery: Required<RecoveryOptions> | undefined;
  };

export const RECOVERY_DEFAULTS: Required<RecoveryOptions> = { maxAge: 86_400, bridgeTimeout: 8 };
