import {
  DEFAULT_MOUNT,
  DOCS_URL,
  type Clock,
  type ForgeEnvironment,
  type LifecycleEvent,
} from '@authbeat/core';
import { AUTHORIZATION_SERVERS } from './host-calls/access-tokens.ts';
import { FORGE_API_ORIGINS } from './host-calls/api-base-url.ts';
import type { AuthbeatEvent } from './signals/events.ts';
import type { Logger } from './signals/log.ts';
import type { Store } from './stores/contract.ts';
import type { DoorLimits } from './tenants/limits.ts';
import { INSTALL_KEY_SERVERS } from './tokens/install-keys.ts';
import { INVOCATION_KEYS_URL } from './tokens/invocation-keys.ts';

/** How an expired page load heals. */
export interface RecoveryOptions {
  /** How long ago a credential may have expired to start a recovery, in seconds: 1 to 604 800. Defaults to 86 400. */
  readonly maxAge?: number;
  /** How long the recovery document waits for the host's bridge, in seconds: 0.1 to 60. Defaults to 8. */
  readonly bridgeTimeout?: number;
}

/** The Forge app that calls this server as a remote. */
export interface ForgeOptions {
  /** `app.id` of the manifest. Invocation tokens of every other app are refused. */
  readonly appId: string;
  /** Which environments of the app are admitted. Defaults to `['production']`. */
  readonly environments?: readonly ForgeEnvironment[];
  /** The key set that verifies invocation tokens. Defaults to that of Atlassian's commercial cloud. */
  readonly jwksUrl?: string;
  /**
   * The origins whose scripts may call Authbeat's endpoints and the APIs behind `api()` and `remote()` with `fetch`:
   * that of the app's Custom UI, such as `https://<uuid>.cdn.prod.atlassian-dev.net`, and those of the product's pages,
   * `https://*.atlassian.net`, which may send `requestRemote` for it. A star stands for one label. Defaults to none.
   */
  readonly origins?: readonly string[];
  /**
   * The origins of the REST APIs to which Forge's OAuth tokens may be sent. Defaults to that of Atlassian's commercial
   * cloud. An app on this machine may send them to this machine as well.
   */
  readonly apiOrigins?: readonly string[];
}

/** A path of the app for each lifecycle call, such as `/installed`. */
export type LifecyclePaths = Readonly<Partial<Record<LifecycleEvent, string>>>;

/** The options of `createAuthbeat`. All mistakes are reported at once. */
export interface AuthbeatOptions {
  /** The `key` of the app's descriptor. */
  readonly appKey: string;
  /** The `baseUrl` of the app's descriptor: https, or http on a loopback host. */
  readonly baseUrl: string;
  /**
   * The name of this deployment in its sessions and tickets. No deployment accepts those of another, even with the
   * same session keys. Defaults to the base URL: give one name where nodes of one deployment have several.
   */
  readonly audience?: string;
  /**
   * The app's own keys, each a random text of at least 32 bytes. The first one signs sessions and tickets; all
   * of them verify. To rotate, put a new key first and remove the old one a day later. See
   * docs/server/deployment.md.
   */
  readonly sessionKeys: readonly (string | undefined)[];
  /** Where tenants, revocations and used tickets are kept. */
  readonly store: Store;
  /** The path below the base URL where Authbeat's endpoints are; `/` for the base URL itself. Defaults to `/authbeat`. */
  readonly mount?: string;
  /**
   * Paths below the base URL at which lifecycle calls are accepted as well: those of the descriptor that sites have
   * installed before the app moved to Authbeat. Defaults to none.
   */
  readonly lifecyclePaths?: LifecyclePaths;
  /** The key servers whose keys verify installations. Defaults to Atlassian's production key server. */
  readonly installKeyServers?: readonly string[];
  /** How long an installation, or an invocation of Forge, waits for a key server, in seconds: 0.01 to 60. Defaults to 5. */
  readonly installKeyTimeout?: number;
  /** How long a call to a host may take, with its retries, in seconds: 0.1 to 300. Defaults to 30. */
  readonly hostTimeout?: number;
  /** The server that issues access tokens for calls as a user. Defaults to Atlassian's production server. */
  readonly authorizationServer?: string;
  /** The URL of the host's bridge, which the recovery document loads. Defaults to Atlassian's `all.js`. */
  readonly bridgeUrl?: string;
  /**
   * The documentation that refusals link to: `docs` is this URL with `/refusals/<code>/`. Defaults to Authbeat's own.
   */
  readonly docsUrl?: string;
  /** How long a session lives without a heartbeat, in seconds: 1 to 3600. Defaults to 900. */
  readonly sessionLifetime?: number;
  /** How long heartbeats extend a session after the last host proof, in seconds: up to a day. Defaults to 3600. */
  readonly hostProofMaxAge?: number;
  /** How long a ticket lives, in seconds: 1 to 300. Defaults to 30. */
  readonly ticketLifetime?: number;
  /** Whether expired page loads heal. Defaults to `true`. With `false` they get a static 401 page. */
  readonly recovery?: boolean | RecoveryOptions;
  /**
   * Whether `page()` knows the tokens that an app behind this server puts into its own links, as
   * `atlassian-connect-express` does (`?jwt={{token}}`). No host has signed the parameters of such a URL. For proxies:
   * see docs/server/upstream.md. Defaults to `false`.
   */
  readonly linkTokens?: boolean;
  /**
   * How pages send their session token: `bearer` (the default) in the `Authorization` header, from memory;
   * `cookie` in a partitioned cookie that scripts cannot read. See docs/server/sessions.md.
   */
  readonly transport?: 'bearer' | 'cookie';
  /**
   * Whether sessions are bound to a key of their frame (DPoP, RFC 9449): `off` (the default) binds none, `optional`
   * binds those of clients that prove a key at the exchange, `required` admits no other. A bound session needs a
   * proof on every request, whatever this option says. See docs/security/dpop.md.
   */
  readonly senderConstrained?: 'off' | 'optional' | 'required';
  /** The Forge app that calls this server as a remote, besides or in place of a Connect app. See docs/server/forge.md. */
  readonly forge?: ForgeOptions;
  /** How far the clocks of hosts and nodes may differ, in seconds: 0 to 60. Defaults to 10. */
  readonly leeway?: number;
  /** How long a tenant's previous secret still verifies after a rotation, in seconds: up to 86 400. Defaults to 1200. */
  readonly previousSecretLifetime?: number;
  /**
   * Keys that seal the shared secrets in the store, each a random text of at least 32 bytes. The first one seals;
   * all of them unseal. Without keys, secrets are stored as the host sent them.
   */
  readonly encryptionKeys?: readonly (string | undefined)[];
  /**
   * What becomes of the requests of a tenant whose host has sent `disabled`: `admit` (the default) admits them, because
   * one lost `enabled` must not lock a site out; `refuse` refuses them until `enabled` or `installed` arrives.
   */
  readonly disabledTenants?: 'admit' | 'refuse';
  /** How long sessions of known tenants stay valid while the store fails, in seconds: up to 3600. Defaults to 300. */
  readonly staleWhileError?: number;
  /**
   * How often one account may use each endpoint of one node; `false` for as often as it likes. Doors that are left out
   * keep their defaults. See docs/server/options.md.
   */
  readonly limits?: false | Partial<DoorLimits>;
  /**
   * The name of this node in its audit log: up to 200 visible ASCII characters. Defaults to the name of the machine and
   * a random number.
   */
  readonly nodeName?: string;
  /** Milliseconds since the epoch. Defaults to the machine's clock. */
  readonly now?: Clock;
  /** A logger with pino's methods. Defaults to none. Tokens, secrets and clientKeys are never logged. */
  readonly logger?: Logger;
  /**
   * Whether each refused request is explained on the console, in one line without tokens and secrets, and in the timeline
   * of a local host, where one is the key server. Defaults to `true` under `authbeat dev` and with `NODE_ENV=development`.
   * With `NODE_ENV=production` nothing is printed or sent.
   */
  readonly explain?: boolean;
  /** Receives every event. See docs/server/events.md. */
  readonly onEvent?: (event: AuthbeatEvent) => void;
}

/** The options, complete and checked. */
export interface Settings extends Required<
  Omit<
    AuthbeatOptions,
    'sessionKeys' | 'encryptionKeys' | 'recovery' | 'forge' | 'limits' | 'logger' | 'onEvent'
  >
> {
  readonly sessionKeys: readonly string[];
  readonly encryptionKeys: readonly string[];
  /** `undefined` when it is switched off. */
  readonly recovery: Required<RecoveryOptions> | undefined;
  /** `undefined` for an app that is not on Forge. */
  readonly forge: Required<ForgeOptions> | undefined;
  /** `undefined` when they are switched off. */
  readonly limits: DoorLimits | undefined;
  readonly logger: Logger | undefined;
  readonly onEvent: ((event: AuthbeatEvent) => void) | undefined;
}

export const DEFAULTS = {
  transport: 'bearer' as 'bearer' | 'cookie',
  senderConstrained: 'off' as 'off' | 'optional' | 'required',
  mount: DEFAULT_MOUNT,
  lifecyclePaths: {} as LifecyclePaths,
  installKeyServers: [INSTALL_KEY_SERVERS.production],
  installKeyTimeout: 5,
  hostTimeout: 30,
  authorizationServer: AUTHORIZATION_SERVERS.production,
  bridgeUrl: 'https://connect-cdn.atl-paas.net/all.js',
  docsUrl: DOCS_URL,
  sessionLifetime: 900,
  hostProofMaxAge: 3600,
  ticketLifetime: 30,
  leeway: 10,
  previousSecretLifetime: 1200,
  staleWhileError: 300,
  linkTokens: false as boolean,
  disabledTenants: 'admit' as 'admit' | 'refuse',
  now: Date.now,
} satisfies Partial<AuthbeatOptions>;

/** The options with their defaults, not checked yet. */
export type CompleteOptions = Omit<AuthbeatOptions, 'recovery' | 'limits'> &
  Required<Pick<AuthbeatOptions, keyof typeof DEFAULTS>> & {
    /** `undefined` when it is switched off. */
    readonly recovery: Required<RecoveryOptions> | undefined;
    readonly audience: string;
    readonly nodeName: string;
    readonly explain: boolean;
    /** `undefined` when they are switched off. */
    readonly limits: DoorLimits | undefined;
  };

export const RECOVERY_DEFAULTS: Required<RecoveryOptions> = { maxAge: 86_400, bridgeTimeout: 8 };

export const FORGE_DEFAULTS: Required<Omit<ForgeOptions, 'appId'>> = {
  environments: ['production'],
  jwksUrl: INVOCATION_KEYS_URL,
  origins: [],
  apiOrigins: FORGE_API_ORIGINS,
};
