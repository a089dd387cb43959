import { ConfigurationError } from './errors.ts';
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
   * verify them: to rotate, put a new key in front and drop the old one after `hostProofMaxAge`.
   */
  readonly sessionKeys: readonly (string | undefined)[];
  /** Where tenants are kept. */
  readonly store: Store;
  /** The path of Authbeat's endpoints, below the base URL. Defaults to `/authbeat`. */
  readonly mount?: string;
  /** Who may vouch for installations. Defaults to Atlassian's production key server. */
  readonly installKeyServers?: readonly string[];
  /** The host's bridge, as the recovery document loads it. Defaults to Atlassian's `all.js`. */
  readonly bridgeUrl?: string;
  /** How long a session lives without a heartbeat, in seconds: 60 to 3600. Defaults to 900. */
  readonly sessionLifetime?: number;
  /** How long heartbeats go on since the host last vouched, in seconds: up to a day. Defaults to 3600. */
  readonly hostProofMaxAge?: number;
  /** Seconds: 5 to 300. Defaults to 30. */
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
  /** How long a request waits for the store, in milliseconds. Defaults to 3000. */
  readonly storeTimeout?: number;
  /** Warns of what goes wrong in production only. Defaults to `NODE_ENV` not being `production`. */
  readonly development?: boolean;
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

const DEFAULTS = {
  transport: 'bearer' as 'bearer' | 'cookie',
  mount: '/authbeat',
  installKeyServers: [INSTALL_KEY_SERVERS.production],
  bridgeUrl: 'https://connect-cdn.atl-paas.net/all.js',
  sessionLifetime: 900,
  hostProofMaxAge: 3600,
  ticketLifetime: 30,
  leeway: 10,
  previousSecretLifetime: 1200,
  staleWhileError: 300,
  storeTimeout: 3000,
  now: Date.now,
} satisfies Partial<AuthbeatOptions>;

type Merged = AuthbeatOptions & Required<Pick<AuthbeatOptions, keyof typeof DEFAULTS | 'development'>>;

const RECOVERY_DEFAULTS: Required<RecoveryOptions> = { maxAge: 86_400, bridgeTimeout: 8 };

/** The least and the most that each number may be, in its own unit. */
const RANGES = {
  sessionLifetime: [1, 3600],
  hostProofMaxAge: [1, 86_400],
  ticketLifetime: [1, 300],
  leeway: [0, 60],
  previousSecretLifetime: [0, 86_400],
  staleWhileError: [0, 3600],
  storeTimeout: [10, 60_000],
} as const;

/**
 * Completes the options with their defaults.
 *
 * @throws {ConfigurationError} with all of its `problems`
 */
export function resolveOptions(options: AuthbeatOptions): Settings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const development = process.env['NODE_ENV'] !== 'production';
  const merged: Merged = { ...DEFAULTS, development, ...(given as unknown as AuthbeatOptions) };
  const recovery = resolveRecovery(merged.recovery ?? true);
  const problems = [
    ...textProblems(merged),
    ...keyProblems('sessionKeys', merged.sessionKeys, 1),
    ...keyProblems('encryptionKeys', merged.encryptionKeys ?? [], 0),
    ...Object.entries(RANGES).flatMap(([name, range]) =>
      rangeProblems(name, merged[name as keyof typeof RANGES], range),
    ),
    ...(recovery === undefined
      ? []
      : [
          ...rangeProblems('recovery.maxAge', recovery.maxAge, [1, 604_800]),
          ...rangeProblems('recovery.bridgeTimeout', recovery.bridgeTimeout, [0.1, 60]),
        ]),
    ...partProblems(merged),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return {
    ...merged,
    baseUrl: merged.baseUrl.replace(/\/+$/, ''),
    installKeyServers: merged.installKeyServers.map((server) => server.replace(/\/+$/, '')),
    sessionKeys: merged.sessionKeys as readonly string[],
    encryptionKeys: (merged.encryptionKeys ?? []) as readonly string[],
    recovery,
    logger: merged.logger,
    onEvent: merged.onEvent,
  };
}

function resolveRecovery(recovery: boolean | RecoveryOptions): Required<RecoveryOptions> | undefined {
  if (recovery === false) return undefined;
  return { ...RECOVERY_DEFAULTS, ...(recovery === true ? {} : recovery) };
}

function textProblems({ appKey, baseUrl, mount, bridgeUrl, installKeyServers }: Merged) {
  const servers: readonly unknown[] = Array.isArray(installKeyServers) ? installKeyServers : [];
  return [
    ...problemIf(!isMatch(appKey, /^[\w.-]{1,80}$/), '`appKey` must be the key of the descriptor'),
    ...problemIf(
      !isSafeUrl(baseUrl),
      '`baseUrl` must be an https URL (http on a loopback host), without a query',
    ),
    ...problemIf(
      !isMatch(mount, /^(\/[\w.~-]+)+$/),
      '`mount` must be a path such as /authbeat, without a trailing slash',
    ),
    ...problemIf(!isSafeUrl(bridgeUrl), '`bridgeUrl` must be an https URL (http on a loopback host)'),
    ...problemIf(
      servers.length === 0 || !servers.every(isSafeUrl),
      '`installKeyServers` must list https URLs (http on a loopback host)',
    ),
  ];
}

function keyProblems(name: string, keys: unknown, least: number): readonly string[] {
  if (!Array.isArray(keys) || keys.length < least) {
    return [`\`${name}\` must list ${least === 0 ? 'keys' : 'at least one key'}`];
  }
  return keys.flatMap((key: unknown, index) =>
    problemIf(
      !isStrongKey(key),
      `\`${name}[${index}]\` must be a random text of at least 32 bytes (such as \`openssl rand -base64 48\` prints)`,
    ),
  );
}

/** A key that is long enough and not made of a few characters over and over. */
function isStrongKey(key: unknown): boolean {
  return typeof key === 'string' && Buffer.byteLength(key) >= 32 && entropyOf(key) >= 100;
}

/** Shannon's entropy of a text's characters, in bits: no proof of strength, but weak keys have little. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - count * Math.log2(count / text.length), 0);
}

function rangeProblems(
  name: string,
  value: unknown,
  [least, most]: readonly [number, number],
): readonly string[] {
  const inside = typeof value === 'number' && value >= least && value <= most;
  return problemIf(!inside, `\`${name}\` must be a number from ${least} to ${most}`);
}

function partProblems({
  store,
  now,
  logger,
  onEvent,
  recovery,
  transport,
}: AuthbeatOptions): readonly string[] {
  const verbs = ['open', 'close', 'readTenant', 'writeTenant', 'consumeOnce', 'revoke', 'watch'];
  const isStore =
    typeof store === 'object' &&
    store !== null &&
    verbs.every((verb) => typeof Reflect.get(store, verb) === 'function');
  return [
    ...problemIf(!isStore, '`store` must be a store, such as sqliteStore() of @authbeat/server/sqlite'),
    ...problemIf(typeof now !== 'function', '`now` must be a function'),
    ...problemIf(
      logger !== undefined && typeof logger.info !== 'function',
      '`logger` must have the shape of pino',
    ),
    ...problemIf(onEvent !== undefined && typeof onEvent !== 'function', '`onEvent` must be a function'),
    ...problemIf(
      transport !== undefined && !['bearer', 'cookie'].includes(transport),
      '`transport` must be "bearer" or "cookie"',
    ),
    ...problemIf(
      recovery !== undefined && typeof recovery !== 'boolean' && typeof recovery !== 'object',
      '`recovery` must be true, false, or its options',
    ),
  ];
}

function problemIf(wrong: boolean, problem: string): readonly string[] {
  return wrong ? [problem] : [];
}

function isMatch(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** https, or http on a loopback host; nothing that could carry a secret or hide the path. */
export function isSafeUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 2048 || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(value);
  const safe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  return safe && [username, password, search, hash].every((part) => part === '');
}
