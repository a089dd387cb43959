/** A module's URL as the host makes it, before it is signed. */
export interface ModuleUrlParts {
  /** The module's `url`: relative to the base URL, or absolute, with placeholders. */
  readonly template: string;
  readonly baseUrl: string;
  /** What placeholders stand for. One that is not named here becomes empty. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What a host tells a frame in its URL. */
export interface HostParameters {
  readonly siteUrl: string;
  readonly appKey: string;
  readonly moduleKey: string;
}

/**
 * Fills in a module's URL and makes it absolute. `undefined` when it leads out of the app.
 *
 * A host fills `{issue.key}` and its like with percent-encoded values.
 */
export function fillModuleUrl({ template, baseUrl, variables }: ModuleUrlParts): string | undefined {
  const filled = template.replace(/\{([\w.-]+)\}/g, (_, name: string) =>
    encodeURIComponent((Object.hasOwn(variables, name) ? (variables[name] ?? '') : '').toWellFormed()),
  );
  if (!/^[a-z][a-z\d+.-]*:/i.test(filled)) return `${baseUrl}${filled.startsWith('/') ? '' : '/'}${filled}`;
  const isOfApp = filled === baseUrl || ['/', '?', '#'].some((mark) => filled.startsWith(baseUrl + mark));
  return isOfApp ? filled : undefined;
}

/** Appends what a host appends to every frame's URL, the token apart. */
export function appendHostParameters(url: string, { siteUrl, appKey, moduleKey }: HostParameters): string {
  return appendParameters(url, {
    xdm_e: siteUrl,
    xdm_c: `channel-${appKey}__${moduleKey}`,
    cp: '',
    xdm_deprecated_addon_key_do_not_use: appKey,
    lic: 'active',
    cv: '1001.0.0-SNAPSHOT',
  });
}

/** Appends parameters to a URL's query, before its fragment; those that are there stay untouched. */
export function appendParameters(url: string, parameters: Readonly<Record<string, string>>): string {
  const [address = '', ...fragment] = url.split('#');
  const added = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const joiner = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return [`${address}${joiner}${added.join('&')}`, ...fragment].join('#');
}
