import { findProblems } from './check-options.ts';
import { ConfigurationError } from './errors.ts';
import {
  DEFAULTS,
  RECOVERY_DEFAULTS,
  type AuthbeatOptions,
  type CompleteOptions,
  type RecoveryOptions,
  type Settings,
} from './options.ts';

/**
 * Completes the options with their defaults.
 *
 * @throws {ConfigurationError} with all of its `problems`
 */
export function resolveOptions(options: AuthbeatOptions): Settings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const merged: CompleteOptions = {
    ...DEFAULTS,
    ...(given as unknown as AuthbeatOptions),
    audience: options.audience ?? withoutTrailingSlash(options.baseUrl),
    recovery: resolveRecovery(options.recovery ?? true),
  };
  const problems = findProblems(merged, options);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return {
    ...merged,
    baseUrl: withoutTrailingSlash(merged.baseUrl),
    installKeyServers: merged.installKeyServers.map(withoutTrailingSlash),
    sessionKeys: merged.sessionKeys as readonly string[],
    encryptionKeys: (merged.encryptionKeys ?? []) as readonly string[],
    logger: merged.logger,
    onEvent: merged.onEvent,
  };
}

/** A mistaken option, which may be no text, stays as it is. */
function withoutTrailingSlash(url: string): string {
  return typeof url === 'string' ? url.replace(/\/+$/, '') : url;
}

function resolveRecovery(recovery: boolean | RecoveryOptions): Required<RecoveryOptions> | undefined {
  if (recovery === false) return undefined;
  return { ...RECOVERY_DEFAULTS, ...(recovery === true ? {} : recovery) };
}
