import { isLoopbackUrl, isSafeUrl } from '../http/safe-url.ts';

/** Where the REST APIs of Atlassian's commercial cloud are, for tokens of Forge. */
export const FORGE_API_ORIGINS: readonly string[] = ['https://api.atlassian.com'];

export interface ApiBaseUrlOptions {
  /** The base URL of the app. */
  readonly baseUrl: string;
  /** The origins of REST APIs to which tokens may be sent. */
  readonly apiOrigins: readonly string[];
}

/**
 * Where the paths of a product's REST API begin, by the `apiBaseUrl` of a verified invocation token; `undefined` for a
 * place to which no token may be sent. Only an app on this machine sends tokens to this machine.
 *
 * Paths of Confluence begin with `/wiki`, which is part of the base URL that Connect names, so that the same path works
 * for both.
 */
export function readApiBaseUrl(
  apiBaseUrl: string | undefined,
  { baseUrl, apiOrigins }: ApiBaseUrlOptions,
): string | undefined {
  if (!isSafeUrl(apiBaseUrl)) return undefined;
  const { origin, pathname } = new URL(apiBaseUrl);
  const isLocal = isLoopbackUrl(apiBaseUrl) && isLoopbackUrl(baseUrl);
  if (!apiOrigins.includes(origin) && !isLocal) return undefined;
  const path = pathname.replace(/\/+$/, '');
  return origin + (/^\/ex\/confluence\/[^/]+$/.test(path) ? `${path}/wiki` : path);
}
