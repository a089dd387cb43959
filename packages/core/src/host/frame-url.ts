import { HOST_TOKEN_PARAMETER, type FrameParameter } from '../protocol.ts';

/** A module's URL as the descriptor has it, and what fills it. */
export interface ModuleUrlOptions {
  /** The module's `url`: relative to the base URL or absolute, with placeholders such as `{issue.key}`. */
  readonly template: string;
  /** The base URL of the app's descriptor. */
  readonly baseUrl: string;
  /** The values of the placeholders. One without a value becomes empty. None by default. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What a host tells a frame in its URL. */
export interface FrameOptions {
  /** The host's address, such as `https://example.atlassian.net/wiki`: its origin is `xdm_e`, its path `cp`. */
  readonly hostBaseUrl: string;
  readonly appKey: string;
  readonly moduleKey: string;
}

export interface FrameUrlOptions extends ModuleUrlOptions, FrameOptions {
  /** Mints the token for the URL so far. Absent for an app without authentication. */
  readonly mint?: (url: string) => string;
}

/**
 * Builds the URL that a host loads in a frame: placeholders filled, the host's parameters appended, and the
 * token last. For a `cacheable` module use {@link fillModuleUrl}: hosts append nothing to it.
 *
 * @example
 * ```ts
 * import { buildFrameUrl, mintHostToken } from '@authbeat/core';
 *
 * const app = { baseUrl: 'https://app.example.com', appKey: 'my-app' };
 * const url = buildFrameUrl({
 *   ...app,
 *   moduleKey: 'my-panel',
 *   template: '/panel?issue={issue.key}',
 *   variables: { 'issue.key': 'AB-1' },
 *   hostBaseUrl: 'https://example.atlassian.net',
 *   mint: (unsigned) =>
 *     mintHostToken(
 *       { kind: 'iframe', clientKey: 'tenant', request: { method: 'GET', url: unsigned }, ...app },
 *       process.env['SHARED_SECRET'] ?? '',
 *     ),
 * });
 * ```
 *
 * @returns `undefined` when the URL leads out of the app
 */
export function buildFrameUrl(options: FrameUrlOptions): string | undefined {
  const filled = fillModuleUrl(options);
  if (filled === undefined) return undefined;
  const url = appendFrameParameters(filled, options);
  return options.mint ? appendHostToken(url, options.mint(url)) : url;
}

/**
 * Fills the placeholders of a module's URL with percent-encoded values and makes it absolute.
 *
 * @returns `undefined` when the URL leads out of the app
 */
export function fillModuleUrl({ template, baseUrl, variables = {} }: ModuleUrlOptions): string | undefined {
  const filled = template.replace(/\{([\w.-]+)\}/g, (_, name: string) =>
    encodeURIComponent((Object.hasOwn(variables, name) ? (variables[name] ?? '') : '').toWellFormed()),
  );
  if (!/^[a-z][a-z\d+.-]*:/i.test(filled)) return `${baseUrl}${filled.startsWith('/') ? '' : '/'}${filled}`;
  const isOfApp = filled === baseUrl || ['/', '?', '#'].some((mark) => filled.startsWith(baseUrl + mark));
  return isOfApp ? filled : undefined;
}

/** Appends what a host appends to the URL of every frame, except the token. */
export function appendFrameParameters(url: string, { hostBaseUrl, appKey, moduleKey }: FrameOptions): string {
  const { origin, pathname } = new URL(hostBaseUrl);
  const parameters: Readonly<Record<FrameParameter, string>> = {
    xdm_e: origin,
    xdm_c: nameChannel(appKey, moduleKey),
    cp: pathname.replace(/\/$/, ''),
    xdm_deprecated_addon_key_do_not_use: appKey,
    lic: 'active',
    cv: '1001.0.0-SNAPSHOT',
  };
  return appendParameters(url, parameters);
}

/** Names the channel of the bridge between a host and a frame, for the parameter `xdm_c`. */
export function nameChannel(appKey: string, moduleKey: string): string {
  return `channel-${appKey}__${moduleKey}`;
}

/** Appends a host token to the URL of a frame, as its last parameter. */
export function appendHostToken(url: string, token: string): string {
  return appendParameters(url, { [HOST_TOKEN_PARAMETER]: token });
}

/** Appends parameters to the query, before the fragment. Everything else stays byte for byte. */
function appendParameters(url: string, parameters: Readonly<Record<string, string>>): string {
  const [address = '', ...fragment] = url.split('#');
  const added = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const joiner = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return [`${address}${joiner}${added.join('&')}`, ...fragment].join('#');
}
