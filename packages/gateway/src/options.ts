import { isRecord, type Descriptor } from '@authbeat/core';
import type { AuthbeatOptions, Logger } from '@authbeat/server';
import { GatewayError } from './errors.ts';
import { isSigningKey } from './identity/assertions.ts';
import { isPattern } from './routes/pattern.ts';
import { IDENTITIES, type Identity } from './routes/route.ts';

/** An API that the gateway guards. */
export interface ApiRoute {
  /** A path, or `/prefix/*` for everything below. */
  readonly path: string;
  /**
   * What the upstream learns about the caller: `jwt` a token bound to the request, as hosts sign it; `context` a context
   * token; `assertion` a signed assertion for plain servers; `headers` plain headers. Defaults to `jwt`.
   */
  readonly identity?: Identity;
}

/** The options of `createGateway`. All mistakes are reported at once. */
export interface GatewayOptions {
  /** The origin of the app behind the gateway, such as `http://127.0.0.1:8080`. */
  readonly upstream: string;
  /**
   * The options of Authbeat's server: session keys, store and the rest. The key and the base URL of the app come from its
   * descriptor.
   */
  readonly server: Omit<AuthbeatOptions, 'appKey' | 'baseUrl' | 'disabledTenants' | 'linkTokens'>;
  /** The path of the descriptor at the upstream. Defaults to `/atlassian-connect.json`. */
  readonly descriptor?: string;
  /** The APIs that the app's pages call. Defaults to none. */
  readonly apis?: readonly ApiRoute[];
  /** Pages that the descriptor does not name, such as those that its pages link to. Defaults to none. */
  readonly pages?: readonly string[];
  /** Paths that anybody may read, such as those of scripts and images. Defaults to none. */
  readonly public?: readonly string[];
  /** What the upstream learns about the caller of a page. Defaults to `jwt`. */
  readonly pageIdentity?: Identity;
  /**
   * Whether guarded pages get a script that puts the session on their own calls of `apis`: for pages that cannot be
   * changed. Defaults to `false`.
   */
  readonly inject?: boolean;
  /**
   * Whether requests that no route names, and those of tenants that the gateway does not know, pass to the upstream.
   * Defaults to `pass` where every identity is `jwt` or `context`, because the upstream judges tokens itself, and to
   * `refuse` otherwise.
   */
  readonly unknown?: 'pass' | 'refuse';
  /** The order of parameter names in which the upstream computes a `qsh`: `raw` for ACE. Defaults to `encoded`. */
  readonly qshOrder?: 'encoded' | 'raw';
  /** Whether a proxy in front of the gateway sets `X-Forwarded-*`. Defaults to `false`: they are replaced. */
  readonly trustForwarded?: boolean;
  /** How long the upstream may be silent until its response begins, in seconds: 0.1 to 3600. Defaults to 60. */
  readonly upstreamTimeout?: number;
  /** A secret that every request to the upstream carries as `X-Authbeat-Upstream-Secret`. Defaults to none. */
  readonly upstreamSecret?: string;
  /** Private keys that sign assertions, in PEM form. Defaults to Ed25519 keys that are derived from the session keys. */
  readonly assertionKeys?: readonly string[];
  /** Whom assertions are for. Defaults to the origin of the upstream. */
  readonly audience?: string;
  /** How often the descriptor is read again, in seconds: 1 to 86 400. Defaults to 60. */
  readonly descriptorRefresh?: number;
  /** A logger with pino's methods. Defaults to that of `server`, or none. */
  readonly logger?: Logger;
}

/** The options, complete and checked. */
export interface GatewaySettings extends Required<
  Omit<GatewayOptions, 'apis' | 'unknown' | 'upstreamSecret' | 'logger'>
> {
  readonly apis: readonly Required<ApiRoute>[];
  readonly unknown: 'pass' | 'refuse' | undefined;
  readonly upstreamSecret: string | undefined;
  readonly logger: Logger | undefined;
}

const DEFAULTS = {
  descriptor: '/atlassian-connect.json',
  pages: [],
  public: [],
  pageIdentity: 'jwt',
  qshOrder: 'encoded',
  inject: false,
  trustForwarded: false,
  upstreamTimeout: 60,
  assertionKeys: [],
  descriptorRefresh: 60,
} as const satisfies Partial<GatewayOptions>;

/**
 * Completes the options with their defaults.
 *
 * @throws {GatewayError} with all of its `problems`
 */
export function resolveOptions(options: GatewayOptions): GatewaySettings {
  const { apis = [], upstreamSecret, unknown, logger = options.server?.logger } = options;
  const settings: GatewaySettings = {
    ...DEFAULTS,
    audience: options.upstream,
    ...options,
    apis: isRouteList(apis) ? apis.map(({ path, identity = 'jwt' }) => ({ path, identity })) : [],
    unknown,
    upstreamSecret,
    logger,
  };
  const problems = findProblems(settings, options);
  if (problems.length > 0) throw new GatewayError(problems);
  return settings;
}

/** The options of the server in front of an app with this descriptor. */
export function serverOptions(
  { server, pageIdentity }: GatewaySettings,
  { key, baseUrl }: Descriptor,
): AuthbeatOptions {
  return {
    ...server,
    appKey: key,
    baseUrl,
    disabledTenants: 'refuse',
    // An upstream that judges no tokens would take the parameters of a link for signed ones.
    linkTokens: pageIdentity === 'jwt' || pageIdentity === 'context',
  };
}

function findProblems(settings: GatewaySettings, options: GatewayOptions): readonly string[] {
  const { upstream, apis, pages, descriptor, pageIdentity, unknown, qshOrder, upstreamSecret } = settings;
  const identities: readonly unknown[] = [...apis.map(({ identity }) => identity), pageIdentity];
  const patterns: readonly unknown[] = [
    ...apis.map(({ path }) => path),
    ...listOf(pages),
    ...listOf(settings.public),
  ];
  return [
    ...problemIf(!isOrigin(upstream), '`upstream` must be an origin such as http://127.0.0.1:8080'),
    ...problemIf(typeof options.server !== 'object', '`server` must hold the options of the server'),
    ...problemIf(
      !isPattern(descriptor) || descriptor.endsWith('*'),
      '`descriptor` must be a path such as /atlassian-connect.json',
    ),
    ...problemIf(!isRouteList(options.apis ?? []), '`apis` must be a list of `{ path, identity }`'),
    ...patterns.flatMap((pattern) =>
      problemIf(!isPattern(pattern), `\`${String(pattern)}\` must be a path, or a prefix such as /api/*`),
    ),
    ...problemIf(
      !identities.every((identity) => IDENTITIES.some((known) => known === identity)),
      `\`identity\` must be one of ${IDENTITIES.join(', ')}`,
    ),
    ...problemIf(
      unknown !== undefined && unknown !== 'pass' && unknown !== 'refuse',
      '`unknown` must be "pass" or "refuse"',
    ),
    ...problemIf(qshOrder !== 'encoded' && qshOrder !== 'raw', '`qshOrder` must be "encoded" or "raw"'),
    ...problemIf(
      upstreamSecret !== undefined && !/^[\x21-\x7e]{16,256}$/.test(upstreamSecret),
      '`upstreamSecret` must be a text of 16 to 256 visible characters',
    ),
    ...problemIf(
      !listOf(settings.assertionKeys).every(isSigningKey),
      '`assertionKeys` must be private keys in PEM form: Ed25519, or RSA of 2048 bits or more',
    ),
    ...problemIf(
      settings.inject &&
        (options.server?.transport === 'cookie' || options.server?.senderConstrained === 'required'),
      '`inject` needs `transport` "bearer", and `senderConstrained` "off" or "optional": its script sends bearer sessions',
    ),
    ...rangeProblem('upstreamTimeout', settings.upstreamTimeout, 0.1, 3600),
    ...rangeProblem('descriptorRefresh', settings.descriptorRefresh, 1, 86_400),
  ];
}

/** A misspelt `identity` would be the default one. */
function isRouteList(value: unknown): value is readonly ApiRoute[] {
  const isRoute = (item: unknown): boolean =>
    isRecord(item) && Object.keys(item).every((name) => name === 'path' || name === 'identity');
  return Array.isArray(value) && value.every(isRoute);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, origin, pathname, search, username } = new URL(value);
  const isPlain = pathname === '/' && search === '' && username === '' && !value.includes('#');
  return isPlain && origin !== 'null' && (protocol === 'http:' || protocol === 'https:');
}

function rangeProblem(name: string, value: unknown, least: number, most: number): readonly string[] {
  const inside = typeof value === 'number' && value >= least && value <= most;
  return problemIf(!inside, `\`${name}\` must be a number from ${least} to ${most}`);
}

function problemIf(wrong: boolean, problem: string): readonly string[] {
  return wrong ? [problem] : [];
}
