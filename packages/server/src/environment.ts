import type { ForgeEnvironment } from '@authbeat/core';
import { ConfigurationError } from './errors.ts';
import { isLoopbackUrl } from './http/safe-url.ts';
import type { AuthbeatOptions, ForgeOptions } from './options.ts';

/** The options that a run of `authbeat dev` decides. */
export type DevelopmentOptions = Pick<
  AuthbeatOptions,
  | 'authorizationServer'
  | 'baseUrl'
  | 'bridgeUrl'
  | 'forge'
  | 'installKeyServers'
  | 'sessionKeys'
  | 'sessionLifetime'
>;

type Environment = Readonly<Record<string, string | undefined>>;

/** The most that `sessionLifetime` may be, in seconds. */
const LONGEST_SESSION = 3600;

/**
 * The options for a run under `authbeat dev`: the app's URL; the key server, the authorization server and the bridge of
 * the local host; session keys for this run; sessions that live as long as the local host's tokens; and the Forge app of
 * the manifest, if there is one. Everywhere else it returns nothing, so the same code runs in production:
 *
 * - It reads `AUTHBEAT_DEV`, which holds the process id of the `authbeat dev` that started the app. Without it, or when
 *   that process has ended, it returns `{}`. An unset `NODE_ENV` is not enough.
 * - With `NODE_ENV=production` it returns `{}`.
 * - Key server, authorization server, bridge and the key set of Forge have to be on a loopback host.
 *
 * @example
 * ```ts
 * import { createAuthbeat, fromEnvironment } from '@authbeat/server';
 * import { sqliteStore } from '@authbeat/server/sqlite';
 *
 * export const authbeat = createAuthbeat({
 *   appKey: 'my-app',
 *   baseUrl: 'https://my-app.example.com',
 *   sessionKeys: [process.env['SESSION_KEY']],
 *   store: sqliteStore('authbeat.db'),
 *   ...fromEnvironment(),
 * });
 * ```
 *
 * @throws {ConfigurationError} when a variable of `authbeat dev` was changed to something that it does not set
 */
export function fromEnvironment(environment: Environment = process.env): Partial<DevelopmentOptions> {
  if (!isDevelopmentRun(environment)) return {};
  const {
    APP_URL = '',
    AUTHBEAT_KEY_SERVER = '',
    AUTHBEAT_BRIDGE_URL = '',
    AUTHBEAT_AUTHORIZATION_SERVER = '',
    AUTHBEAT_SESSION_KEY,
    AUTHBEAT_TOKEN_LIFETIME,
    AUTHBEAT_FORGE_APP_ID,
    AUTHBEAT_FORGE_JWKS_URL = '',
  } = environment;
  const loopback = {
    APP_URL,
    AUTHBEAT_KEY_SERVER,
    AUTHBEAT_BRIDGE_URL,
    AUTHBEAT_AUTHORIZATION_SERVER,
    ...(AUTHBEAT_FORGE_APP_ID !== undefined && { AUTHBEAT_FORGE_JWKS_URL }),
  };
  const problems = Object.entries(loopback)
    .filter(([, url]) => !isLoopbackUrl(url))
    .map(([name]) => `the environment variable \`${name}\` must be a URL on a loopback host`);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return {
    baseUrl: APP_URL,
    installKeyServers: [AUTHBEAT_KEY_SERVER],
    bridgeUrl: AUTHBEAT_BRIDGE_URL,
    authorizationServer: AUTHBEAT_AUTHORIZATION_SERVER,
    ...(AUTHBEAT_FORGE_APP_ID !== undefined && { forge: readForge(AUTHBEAT_FORGE_APP_ID, environment) }),
    ...(AUTHBEAT_SESSION_KEY !== undefined && { sessionKeys: [AUTHBEAT_SESSION_KEY] }),
    ...(AUTHBEAT_TOKEN_LIFETIME !== undefined && {
      sessionLifetime: Math.min(Number(AUTHBEAT_TOKEN_LIFETIME), LONGEST_SESSION),
    }),
  };
}

/** The Forge app of the manifest. `createAuthbeat` checks the values. */
function readForge(appId: string, environment: Environment): ForgeOptions {
  const { AUTHBEAT_FORGE_JWKS_URL = '', AUTHBEAT_FORGE_ENVIRONMENTS, AUTHBEAT_FORGE_ORIGINS } = environment;
  return {
    appId,
    jwksUrl: AUTHBEAT_FORGE_JWKS_URL,
    environments: (listOf(AUTHBEAT_FORGE_ENVIRONMENTS) ?? ['development']) as readonly ForgeEnvironment[],
    origins: listOf(AUTHBEAT_FORGE_ORIGINS) ?? [],
  };
}

/** The parts of a list that is separated by commas; `undefined` when it is not set or empty. */
function listOf(text = ''): readonly string[] | undefined {
  return text === '' ? undefined : text.split(',');
}

/** Did an `authbeat dev` that still runs start this process? */
export function isDevelopmentRun({ NODE_ENV, AUTHBEAT_DEV = '' }: Environment): boolean {
  return NODE_ENV !== 'production' && /^\d{1,10}$/.test(AUTHBEAT_DEV) && isOther(Number(AUTHBEAT_DEV));
}

/** Is this another process, of this user, that runs? Process 1 runs always, so it proves nothing. */
function isOther(pid: number): boolean {
  if (pid <= 1 || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
