import { isRecord, LIFECYCLE_EVENTS } from '@authbeat/core';
import { findForgeProblems } from './check-forge-options.ts';
import { isSafeUrl } from './http/safe-url.ts';
import { RECOVERY_DEFAULTS, type AuthbeatOptions, type CompleteOptions } from './options.ts';
import { DEFAULT_LIMITS } from './tenants/limits.ts';
import { findUnknownOptions } from './unknown-options.ts';

/** Every option, as the compiler knows them. */
const OPTIONS: Readonly<Record<keyof AuthbeatOptions, true>> = {
  appKey: true,
  baseUrl: true,
  audience: true,
  sessionKeys: true,
  store: true,
  nodeName: true,
  mount: true,
  lifecyclePaths: true,
  installKeyServers: true,
  installKeyTimeout: true,
  hostTimeout: true,
  authorizationServer: true,
  bridgeUrl: true,
  sessionLifetime: true,
  hostProofMaxAge: true,
  ticketLifetime: true,
  recovery: true,
  linkTokens: true,
  transport: true,
  senderConstrained: true,
  forge: true,
  leeway: true,
  previousSecretLifetime: true,
  encryptionKeys: true,
  staleWhileError: true,
  disabledTenants: true,
  limits: true,
  now: true,
  logger: true,
  onEvent: true,
  explain: true,
  docsUrl: true,
};

const PATH = /^(\/[\w.~-]+)+$/;

/** The least and the most that each number may be, in its own unit. */
const RANGES = {
  sessionLifetime: [1, 3600],
  installKeyTimeout: [0.01, 60],
  hostTimeout: [0.1, 300],
  hostProofMaxAge: [1, 86_400],
  ticketLifetime: [1, 300],
  leeway: [0, 60],
  previousSecretLifetime: [0, 86_400],
  staleWhileError: [0, 3600],
} as const;

/**
 * Everything that is wrong with the options, each problem naming its option.
 *
 * @param given the options as the app gave them, before defaults
 */
export function findProblems(options: CompleteOptions, given: AuthbeatOptions): readonly string[] {
  const { recovery, sessionKeys, encryptionKeys = [] } = options;
  return [
    ...findUnknownOptions(given, Object.keys(OPTIONS)),
    ...(typeof given.recovery === 'object'
      ? findUnknownOptions(given.recovery, Object.keys(RECOVERY_DEFAULTS), 'recovery.')
      : []),
    ...textProblems(options),
    ...findKeyProblems('sessionKeys', sessionKeys, 1),
    ...findKeyProblems('encryptionKeys', encryptionKeys, 0),
    ...Object.entries(RANGES).flatMap(([name, range]) =>
      rangeProblems(name, options[name as keyof typeof RANGES], range),
    ),
    ...(recovery === undefined
      ? []
      : [
          ...rangeProblems('recovery.maxAge', recovery.maxAge, [1, 604_800]),
          ...rangeProblems('recovery.bridgeTimeout', recovery.bridgeTimeout, [0.1, 60]),
        ]),
    ...lifecyclePathProblems(options.lifecyclePaths),
    ...limitProblems(options.limits),
    ...findForgeProblems(given.forge, given.transport),
    ...partProblems(given),
  ];
}

function lifecyclePathProblems(paths: unknown): readonly string[] {
  if (!isRecord(paths))
    return ['`lifecyclePaths` must name a path for each event, such as { installed: "/installed" }'];
  const given = Object.entries(paths);
  return [
    ...given.flatMap(([event, path]) =>
      problemIf(
        !LIFECYCLE_EVENTS.some((known) => known === event) || !isMatch(path, PATH),
        `\`lifecyclePaths.${event}\` must be a lifecycle event with a path such as /installed`,
      ),
    ),
    ...problemIf(
      new Set(given.map(([, path]) => path)).size < given.length,
      '`lifecyclePaths` must have a path of its own for each event',
    ),
  ];
}

function limitProblems(limits: CompleteOptions['limits']): readonly string[] {
  return Object.entries(limits ?? {}).flatMap(([door, limit]) =>
    problemIf(
      !Object.hasOwn(DEFAULT_LIMITS, door) || !isPositive(limit?.burst) || !isPositive(limit.perMinute),
      `\`limits.${door}\` must be a door with a limit, and have a \`burst\` and a \`perMinute\` of 1 or more`,
    ),
  );
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value >= 1;
}

function textProblems({
  appKey,
  baseUrl,
  audience,
  nodeName,
  mount,
  bridgeUrl,
  docsUrl,
  installKeyServers,
  authorizationServer,
}: CompleteOptions) {
  const servers: readonly unknown[] = Array.isArray(installKeyServers) ? installKeyServers : [];
  return [
    ...problemIf(!isMatch(appKey, /^[\w.-]{1,80}$/), '`appKey` must be the key of the descriptor'),
    ...problemIf(
      !isSafeUrl(baseUrl),
      '`baseUrl` must be an https URL (http on a loopback host), without a query',
    ),
    ...problemIf(
      isSafeUrl(baseUrl) && !isMatch(audience, /^[\x21-\x7e]{1,2048}$/),
      '`audience` must be a text without spaces',
    ),
    ...problemIf(
      !isMatch(nodeName, /^[\x21-\x7e]{1,200}$/),
      '`nodeName` must be a text of 1 to 200 visible ASCII characters',
    ),
    ...problemIf(
      mount !== '/' && !isMatch(mount, PATH),
      '`mount` must be a path such as /authbeat, without a trailing slash; or / alone',
    ),
    ...problemIf(!isSafeUrl(bridgeUrl), '`bridgeUrl` must be an https URL (http on a loopback host)'),
    ...problemIf(
      !isSafeUrl(docsUrl),
      '`docsUrl` must be an https URL (http on a loopback host), without a query',
    ),
    ...problemIf(
      servers.length === 0 || !servers.every(isSafeUrl),
      '`installKeyServers` must list https URLs (http on a loopback host)',
    ),
    ...problemIf(
      !isSafeUrl(authorizationServer),
      '`authorizationServer` must be an https URL (http on a loopback host)',
    ),
  ];
}

/** What is wrong with a list of keys. `least` is how many it must have. */
export function findKeyProblems(name: string, keys: unknown, least: number): readonly string[] {
  if (!Array.isArray(keys) || keys.length < least) {
    return [`\`${name}\` must list ${least === 0 ? 'keys' : 'at least one key'}`];
  }
  return keys.flatMap((key: unknown, index) =>
    key === undefined
      ? [
          `\`${name}[${index}]\` is not set: set the environment variable that it is read from, or leave it out`,
        ]
      : problemIf(
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
  explain,
  recovery,
  transport,
  senderConstrained = 'off',
  disabledTenants = 'admit',
  linkTokens,
}: AuthbeatOptions): readonly string[] {
  const verbs = [
    'open',
    'close',
    'readTenant',
    'writeTenant',
    'readEntries',
    'writeEntry',
    'consumeOnce',
    'watch',
  ];
  const isStore =
    typeof store === 'object' &&
    store !== null &&
    verbs.every((verb) => typeof Reflect.get(store, verb) === 'function');
  return [
    ...problemIf(!isStore, '`store` must be a store, such as sqliteStore() of @authbeat/server/sqlite'),
    ...problemIf(now !== undefined && typeof now !== 'function', '`now` must be a function'),
    ...problemIf(
      logger !== undefined && typeof logger.info !== 'function',
      '`logger` must have the shape of pino',
    ),
    ...problemIf(onEvent !== undefined && typeof onEvent !== 'function', '`onEvent` must be a function'),
    ...problemIf(
      linkTokens !== undefined && typeof linkTokens !== 'boolean',
      '`linkTokens` must be true or false',
    ),
    ...problemIf(explain !== undefined && typeof explain !== 'boolean', '`explain` must be true or false'),
    ...problemIf(
      transport !== undefined && !['bearer', 'cookie'].includes(transport),
      '`transport` must be "bearer" or "cookie"',
    ),
    ...problemIf(
      !['off', 'optional', 'required'].includes(senderConstrained),
      '`senderConstrained` must be "off", "optional" or "required"',
    ),
    ...problemIf(
      !['admit', 'refuse'].includes(disabledTenants),
      '`disabledTenants` must be "admit" or "refuse"',
    ),
    ...problemIf(
      transport === 'cookie' && senderConstrained !== 'off',
      '`senderConstrained` must be "off" with the transport "cookie", whose token no script can prove',
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
