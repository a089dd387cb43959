import type { Acceptance } from './acceptance/accept.ts';
import { acceptanceProblems } from './acceptance/read-config.ts';
import { ScanError } from './errors.ts';
import type { Check } from './judging/check.ts';
import type { Installer } from './tenants/installer.ts';
import { printable } from './values.ts';

/** How far a scan has come. */
export interface Progress {
  readonly checksDone: number;
  readonly checks: number;
  readonly requests: number;
}

/** What to scan, and how: either `descriptorUrl`, or `descriptor` with `baseUrl`. */
export interface ScanOptions {
  /** Where the app serves its descriptor (`atlassian-connect.json`). Its origin is the app's own. */
  readonly descriptorUrl?: string;
  /** The parsed JSON of a descriptor that is at hand, for example in a file. */
  readonly descriptor?: unknown;
  /** Where the app of `descriptor` runs, in place of the descriptor's own `baseUrl`. */
  readonly baseUrl?: string;
  /** Installs the app for test tenants, to test it from inside as well. By default it is tested from outside. */
  readonly installer?: Installer;
  /** For one request and its response, in seconds. Defaults to 10. */
  readonly timeout?: number;
  /** Concurrent requests. Defaults to 8. */
  readonly concurrency?: number;
  /**
   * Sent with every request to the app's own origin, for example to pass a proxy in front of it. Reports leave
   * the values out.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Other origins of the app that may be requested. By default the scan stays with one origin, whatever the
   * descriptor or a redirect names.
   */
  readonly allowedOrigins?: readonly string[];
  /** Those of `allowedOrigins` that receive the `headers`, too. None by default. */
  readonly headerOrigins?: readonly string[];
  /** The URL of an HTTP proxy. None by default. */
  readonly proxy?: string;
  /** Checks to run, by id or by the number of the requirement. All by default. */
  readonly only?: readonly string[];
  /** URLs of the app that require a token and that no descriptor names, relative to its base URL. */
  readonly apis?: readonly string[];
  /** Findings that the app's owner accepts. */
  readonly accepted?: readonly Acceptance[];
  /** Certificates to trust besides the well-known ones, as PEM. */
  readonly certificateAuthorities?: readonly string[];
  /** Ends the scan. Test tenants are still uninstalled. */
  readonly signal?: AbortSignal;
  /** Milliseconds since the epoch. Defaults to `Date.now`. */
  readonly now?: () => number;
  readonly onProgress?: (progress: Progress) => void;
}

type Optional = 'installer' | 'onProgress' | 'proxy' | 'signal';

/** Options with their defaults. */
export interface ResolvedOptions
  extends
    Required<Omit<ScanOptions, Optional | 'baseUrl' | 'descriptor' | 'descriptorUrl'>>,
    Pick<ScanOptions, Optional> {
  readonly source: DescriptorSource;
}

/** Where the descriptor comes from. */
export type DescriptorSource =
  { readonly descriptorUrl: string } | { readonly descriptor: unknown; readonly baseUrl: string };

/**
 * @param checks those that run, which `only` may name
 * @param ids those of all checks: one list of acceptances serves several scans
 * @throws {ScanError} `scan_options_invalid`, with every mistake
 */
export function resolveOptions(
  options: ScanOptions,
  checks: readonly Pick<Check, 'id' | 'requirement'>[],
  ids: readonly string[],
): ResolvedOptions {
  const resolved = {
    timeout: 10,
    concurrency: 8,
    headers: {},
    allowedOrigins: [],
    headerOrigins: [],
    only: [],
    apis: [],
    accepted: [],
    certificateAuthorities: [],
    now: Date.now,
    ...options,
  };
  const { descriptorUrl: _, descriptor: __, baseUrl: ___, accepted, ...rest } = resolved;
  const source = sourceOf(resolved);
  const problems = [...(typeof source === 'string' ? [source] : []), ...problemsOf(resolved, checks, ids)];
  if (problems.length > 0 || typeof source === 'string')
    throw new ScanError('scan_options_invalid', 'The options cannot be used:', problems);
  return {
    ...rest,
    source,
    accepted: accepted.map((entry) => Object.assign({}, entry, { reason: printable(entry.reason) })),
  };
}

/** Where the descriptor comes from, or what is wrong with that. */
function sourceOf({ descriptorUrl, descriptor, baseUrl, installer }: ScanOptions): DescriptorSource | string {
  if (descriptor === undefined) {
    return isHttp(descriptorUrl) ? { descriptorUrl } : '`descriptorUrl` must be an http or https URL';
  }
  if (descriptorUrl !== undefined) return 'Give either `descriptorUrl` or `descriptor`';
  if (installer) return '`installer` needs a `descriptorUrl`: hosts install from there';
  return isHttp(baseUrl) ? { descriptor, baseUrl } : '`baseUrl` must be an http or https URL';
}

type WithDefaults = Pick<
  ResolvedOptions,
  Exclude<keyof ResolvedOptions, 'source' | 'installer' | 'onProgress' | 'signal'>
>;

function problemsOf(
  options: WithDefaults,
  checks: readonly Pick<Check, 'id' | 'requirement'>[],
  ids: readonly string[],
): readonly string[] {
  const { timeout, concurrency, proxy, only, apis, accepted } = options;
  return [
    ...(timeout > 0 && timeout <= 300 ? [] : ['`timeout` must be more than 0 and at most 300 seconds']),
    ...(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 64
      ? []
      : ['`concurrency` must be a whole number from 1 to 64']),
    ...(proxy === undefined || isHttp(proxy) ? [] : ['`proxy` must be an http or https URL']),
    ...headerProblems(options.headers),
    ...originProblems(options),
    ...only
      .filter((name) => !checks.some(({ id, requirement }) => name === id || name === requirement))
      .map((name) => `\`only\`: there is no check "${name}"`),
    ...apis
      .filter((api) => !/^(\/(?!\/)|https?:\/\/)/.test(api))
      .map((api) => `\`apis\`: "${api}" must be a path such as /api/notes`),
    ...accepted.flatMap((entry, index) => acceptanceProblems(entry, `accepted[${index}]`, ids)),
  ];
}

function originProblems({ allowedOrigins, headerOrigins }: WithDefaults): readonly string[] {
  const isOrigin = (value: string): boolean =>
    isHttp(value) && new URL(value).origin === value.replace(/\/$/, '');
  return [
    ...allowedOrigins
      .filter((value) => !isOrigin(value))
      .map((value) => `\`allowedOrigins\`: "${value}" must be an origin such as https://app.example.com`),
    ...headerOrigins
      .filter((value) => !allowedOrigins.includes(value))
      .map((value) => `\`headerOrigins\`: "${value}" is not one of \`allowedOrigins\``),
  ];
}

function headerProblems(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers)
    .filter(([name, value]) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\u0020-\u007e]/.test(value))
    .map(([name]) => `\`headers\`: "${name}" is not a valid header`);
}

function isHttp(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
