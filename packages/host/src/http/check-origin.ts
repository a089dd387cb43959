import type { IncomingHttpHeaders } from 'node:http';

/** Which of its names a request has called the host by. */
export type Authority = { readonly kind: 'loopback' } | { readonly kind: 'site'; readonly name: string };

/**
 * Reads the `Host` header and accepts two forms: `127.0.0.1` and `<name>.localhost`, both with the host's own
 * port. Anything else is a name that somebody has pointed at this machine (DNS rebinding).
 */
export function readAuthority(hostHeader: string | undefined, port: number): Authority | undefined {
  if (hostHeader === `127.0.0.1:${port}`) return { kind: 'loopback' };
  const [, name, given] = /^([a-z][a-z0-9-]{0,30})\.localhost:(\d{1,5})$/i.exec(hostHeader ?? '') ?? [];
  return name !== undefined && Number(given) === port
    ? { kind: 'site', name: name.toLowerCase() }
    : undefined;
}

/**
 * Does a request come from a page of that site? The host's endpoints answer to nobody else: an app's frame
 * and any other page of the web are cross-origin.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, siteUrl: string): boolean {
  const { origin } = headers;
  if (origin !== undefined) return origin === siteUrl;
  return headers['sec-fetch-site'] === 'same-origin';
}
