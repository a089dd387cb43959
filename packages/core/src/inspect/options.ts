/** A shared secret to try, and what is known of it. */
export interface SecretCandidate {
  readonly secret: string;
  /** What to call it in messages, such as `$SHARED_SECRET`. Never the secret itself. */
  readonly name: string;
  /** The tenant that it belongs to. By default it is taken for the secret of the token's issuer. */
  readonly clientKey?: string;
  /** The base URL of the tenant's host, which hosts put into the URLs of iframes. */
  readonly hostBaseUrl?: string;
  /** It was replaced by a newer one. `false` by default. */
  readonly isPrevious?: boolean;
  /** Until when a previous secret still verifies, in seconds since the epoch. By default it does no more. */
  readonly validUntil?: number;
}

/** A public key that verifies RS256: in PEM form, or as a JWK. */
export type PublicKey =
  | { readonly kid?: string; readonly pem: string }
  | { readonly kid?: string; readonly jwk: Readonly<Record<string, unknown>> };

/** What is known about the input besides itself. All of it is optional; more of it explains more. */
export interface InspectOptions {
  /** When to look at the tokens, in seconds since the epoch. Defaults to now. */
  readonly at?: number;
  /** How far clocks may differ, in seconds. Defaults to 10. */
  readonly leeway?: number;
  /** The method of the request. Defaults to that of the input, or `GET`. */
  readonly method?: string;
  /** The URL of the request as the app received it. Defaults to that of the input. */
  readonly url?: string;
  /** The base URL that `qsh` is computed with. Defaults to that of the descriptor, or the origin of the URL. */
  readonly baseUrl?: string;
  /** The app's descriptor, as JSON has it. */
  readonly descriptor?: unknown;
  /** The app's key. Defaults to that of the descriptor. */
  readonly appKey?: string;
  /** Shared secrets to try on HS256 signatures. */
  readonly secrets?: readonly SecretCandidate[];
  /** Public keys to try on RS256 signatures. */
  readonly keys?: readonly PublicKey[];
  /** Whether tokens are shown whole. By default they are shortened. */
  readonly showTokens?: boolean;
}

/** The options with their defaults. */
export interface Settings {
  readonly at: number;
  readonly leeway: number;
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly baseUrl: string | undefined;
  readonly appKey: string | undefined;
  readonly descriptor: DescriptorFacts | undefined;
  readonly secrets: readonly SecretCandidate[];
  readonly keys: readonly PublicKey[];
  readonly showTokens: boolean;
}

/** What a descriptor tells, however incomplete it is. */
export interface DescriptorFacts {
  readonly key: string | undefined;
  readonly baseUrl: string | undefined;
  /** Every URL in it, with the name of its place, such as `lifecycle.installed`. */
  readonly urls: readonly DescriptorUrl[];
}

export interface DescriptorUrl {
  readonly place: string;
  readonly url: string;
  /** The key of the module that it stands in. */
  readonly moduleKey: string | undefined;
}

/** Completes the options with their defaults. */
export function resolveOptions(options: InspectOptions): Settings {
  const descriptor = options.descriptor === undefined ? undefined : readDescriptor(options.descriptor);
  return {
    at: options.at ?? Math.floor(Date.now() / 1000),
    leeway: options.leeway ?? 10,
    method: options.method?.toUpperCase(),
    url: options.url,
    baseUrl: options.baseUrl ?? descriptor?.baseUrl,
    appKey: options.appKey ?? descriptor?.key,
    descriptor,
    secrets: options.secrets ?? [],
    keys: options.keys ?? [],
    showTokens: options.showTokens ?? false,
  };
}

/** Reads what it can: a descriptor with mistakes still has a base URL. */
function readDescriptor(descriptor: unknown): DescriptorFacts {
  const { key, baseUrl } = (descriptor ?? {}) as Record<string, unknown>;
  return {
    key: typeof key === 'string' ? key : undefined,
    baseUrl: typeof baseUrl === 'string' ? baseUrl : undefined,
    urls: listUrls(descriptor, []),
  };
}

function listUrls(value: unknown, path: readonly string[]): readonly DescriptorUrl[] {
  if (typeof value !== 'object' || value === null || path.length > 8) return [];
  const { key } = value as Record<string, unknown>;
  return Object.entries(value).flatMap(([name, entry]) => {
    const isUrl = typeof entry === 'string' && (name === 'url' || path[0] === 'lifecycle');
    if (!isUrl) return listUrls(entry, [...path, name]);
    const moduleKey = typeof key === 'string' ? key : undefined;
    return [{ place: [...path, name].join('.'), url: entry, moduleKey }];
  });
}
