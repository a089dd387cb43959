/** Which addresses a scan may send requests to. */
export interface OriginPolicy {
  /** May the scan send a request there? */
  readonly allows: (url: string) => boolean;
  /** May such a request carry the headers of the person who scans? */
  readonly takesHeaders: (url: string) => boolean;
}

export interface OriginOptions {
  /** Where the app is. Requests and headers go there. */
  readonly appUrl: string;
  /** Further origins of the app. Requests go there, headers do not. */
  readonly allowed: readonly string[];
  /** Those of `allowed` that receive the headers, too. */
  readonly withHeaders: readonly string[];
}

/** A descriptor and a redirect may name any address. Only origins that the person has named are requested. */
export function createOriginPolicy({ appUrl, allowed, withHeaders }: OriginOptions): OriginPolicy {
  const reachable = new Set([appUrl, ...allowed].map((url) => originOf(url)));
  const trusted = new Set([appUrl, ...withHeaders].map((url) => originOf(url)));
  return {
    allows: (url) => reachable.has(originOf(url)),
    takesHeaders: (url) => trusted.has(originOf(url)),
  };
}

/** Is it this machine itself (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3)? */
export function isLoopback(host: string): boolean {
  return /^(127(\.\d{1,3}){3}|::1|\[::1\]|(.+\.)?localhost)$/i.test(host);
}

/** The origin of a URL. `localhost` and `127.0.0.1` are one machine: with the same port, they are one origin. */
function originOf(url: string): string {
  if (!URL.canParse(url)) return 'none';
  const { origin, protocol, hostname, port } = new URL(url);
  return /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname) ? `${protocol}//localhost:${port}` : origin;
}
