import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { findProblems } from './check-options.ts';
import { isDevelopmentRun } from './environment.ts';
import { ConfigurationError } from './errors.ts';
import {
  DEFAULTS,
  FORGE_DEFAULTS,
  RECOVERY_DEFAULTS,
  type AuthbeatOptions,
  type CompleteOptions,
  type RecoveryOptions,
  type Settings,
} from './options.ts';
import { DEFAULT_LIMITS } from './tenants/limits.ts';

/**
 * Completes the options with their defaults.
 *
 * @throws {ConfigurationError} with all of its `problems`
 */
export function resolveOptions(options: AuthbeatOptions): Settings {
  const merged: CompleteOptions = {
    ...DEFAULTS,
    ...(withoutUndefined(options) as AuthbeatOptions),
    nodeName: options.nodeName ?? nameNode(),
    audience: options.audience ?? withoutTrailingSlash(options.baseUrl),
    explain: shouldExplain(options.explain, process.env),
    recovery: resolveRecovery(options.recovery ?? true),
    limits: options.limits === false ? undefined : { ...DEFAULT_LIMITS, ...withoutUndefined(options.limits) },
  };
  const problems = findProblems(merged, options);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return {
    ...merged,
    baseUrl: withoutTrailingSlash(merged.baseUrl),
    mount: withoutTrailingSlash(merged.mount),
    docsUrl: withoutTrailingSlash(merged.docsUrl),
    installKeyServers: merged.installKeyServers.map(withoutTrailingSlash),
    authorizationServer: withoutTrailingSlash(merged.authorizationServer),
    sessionKeys: merged.sessionKeys as readonly string[],
    forge: options.forge && {
      ...FORGE_DEFAULTS,
      ...withoutUndefined(options.forge),
      appId: options.forge.appId,
    },
    encryptionKeys: (merged.encryptionKeys ?? []) as readonly string[],
    logger: merged.logger,
    onEvent: merged.onEvent,
  };
}

/** Two nodes of one machine, or one that was started again, get different names. */
function nameNode(): string {
  return `${hostname().replaceAll(/[^\x21-\x7e]/g, '')}-${randomBytes(4).toString('hex')}`;
}

/** An unset `NODE_ENV` may be production. */
function shouldExplain(wanted: boolean | undefined, environment: NodeJS.ProcessEnv): boolean {
  const { NODE_ENV } = environment;
  if (NODE_ENV === 'production') return false;
  return wanted ?? (NODE_ENV === 'development' || isDevelopmentRun(environment));
}

/** A mistaken option, which may be no text, stays as it is. */
function withoutTrailingSlash(url: string): string {
  return typeof url === 'string' ? url.replace(/\/+$/, '') : url;
}

/** Options that are `undefined` keep their defaults. */
function withoutUndefined<Options extends object>(options: Options | undefined): Partial<Options> {
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<Options>;
}

function resolveRecovery(recovery: boolean | RecoveryOptions): Required<RecoveryOptions> | undefined {
  if (recovery === false) return undefined;
  return { ...RECOVERY_DEFAULTS, ...(recovery === true ? {} : recovery) };
}
