import type { Acceptance } from './acceptance/accept.ts';
import { acceptanceProblems } from './acceptance/read-config.ts';
import type { Check } from './judging/check.ts';
import { ScanError } from './errors.ts';
import { printable } from './values.ts';
import type { Installer } from './tenants/installer.ts';

/** How far a scan has come. */
export interface Progress {
  readonly checksDone: number;
  readonly checks: number;
  readonly requests: number;
}

/** What to scan, and how. */
export interface ScanOptions {
  /** Where the app serves its descriptor (`atlassian-connect.json`). */
  readonly descriptorUrl: string;
  /** For one request with its response, in seconds. Defaults to 10. */
  readonly timeout?: number;
  /** Requests under way at once. Defaults to 8. */
  readonly concurrency?: number;
  /** Sent with every request, for example to pass a gateway. Their values are left out of reports. */
  readonly headers?: Readonly<Record<string, string>>;
  /** An HTTP proxy's URL. None by default. */
  readonly proxy?: string;
  /** Checks to run, by id or by the number of the requirement. All by default. */
  readonly only?: readonly string[];
  /** URLs of the app that want a token and that no descriptor names, relative to its base URL. */
  readonly apis?: readonly string[];
  /** Findings that are known and lived with. */
  readonly accepted?: readonly Acceptance[];
  /** Certificates to trust besides the well-known ones, as PEM. */
  readonly certificateAuthorities?: readonly string[];
  /** Installs the app, to test it from inside as well. Without it, only what anybody sees is tested. */
  readonly installer?: Installer;
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the scan; tenants are still uninstalled. */
  readonly signal?: AbortSignal;
  /** Milliseconds since the epoch. Defaults to `Date.now`. */
  readonly now?: () => number;
}

/** Options with their defaults. */
export interface ResolvedOptions extends Required<
  Omit<ScanOptions, 'proxy' | 'installer' | 'onProgress' | 'signal'>
> {
  readonly proxy: string | undefined;
  readonly installer: Installer | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** @throws {ScanError} `scan_options_invalid`, with every mistake */
export function resolveOptions(
  options: ScanOptions,
  checks: readonly Pick<Check, 'id' | 'requirement'>[],
): ResolvedOptions {
  const resolved = {
    timeout: 10,
    concurrency: 8,
    headers: {},
    proxy: undefined,
    only: [],
    apis: [],
    accepted: [],
    certificateAuthorities: [],
    installer: undefined,
    onProgress: undefined,
    signal: undefined,
    now: Date.now,
    ...options,
  };
  const { descriptorUrl, timeout, concurrency, proxy, only, apis, accepted } = resolved;
  const ids = checks.map(({ id }) => id);
  const problems = [
    ...(isHttp(descriptorUrl) ? [] : ['`descriptorUrl` must be an http or https URL']),
    ...(timeout > 0 && timeout <= 300 ? [] : ['`timeout` must be more than 0 and at most 300 seconds']),
    ...(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 64
      ? []
      : ['`concurrency` must be a whole number from 1 to 64']),
    ...(proxy === undefined || isHttp(proxy) ? [] : ['`proxy` must be an http or https URL']),
    ...headerProblems(resolved.headers),
    ...only
      .filter((name) => !checks.some(({ id, requirement }) => name === id || name === requirement))
      .map((name) => `\`only\`: there is no check "${name}"`),
    ...apis
      .filter((api) => !/^(\/(?!\/)|https?:\/\/)/.test(api))
      .map((api) => `\`apis\`: "${api}" must be a path such as /api/notes`),
    ...accepted.flatMap((entry, index) => acceptanceProblems(entry, `accepted[${index}]`, ids)),
  ];
  if (problems.length > 0)
    throw new ScanError('scan_options_invalid', 'The options cannot be used:', problems);
  return {
    ...resolved,
    accepted: accepted.map((entry) => Object.assign({}, entry, { reason: printable(entry.reason) })),
  };
}

function headerProblems(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers)
    .filter(([name, value]) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\u0020-\u007e]/.test(value))
    .map(([name]) => `\`headers\`: "${name}" is not a valid header`);
}

function isHttp(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
