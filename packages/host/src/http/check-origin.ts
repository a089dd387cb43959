import type { IncomingHttpHeaders } from 'node:http';

/** The name of the host in a request. */
export type Authority = { readonly kind: 'loopback' } | { readonly kind: 'site'; readonly name: string };

/**
 * Reads the `Host` header. It accepts `127.0.0.1` and `<name>.localhost`, both with the port of the host. Any
 * other name may be an attacker's that resolves to this machine (DNS rebinding).
 */
export function readAuthority(hostHeader: string | undefined, port: number): Authority | undefined {
  if (hostHeader === `127.0.0.1:${port}`) return { kind: 'loopback' };
  const [, name, given] = /^([a-z][a-z0-9-]{0,30})\.localhost:(\d{1,5})$/i.exec(hostHeader ?? '') ?? [];
  return name !== undefined && Number(given) === port
    ? { kind: 'site', name: name.toLowerCase() }
    : undefined;
}

/**
 * Does a request come from a page of that site? Only these may call the endpoints of the host. Frames of apps
 * and other pages are cross-origin.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, siteOrigin: string): boolean {
  const { origin } = headers;
  if (origin !== undefined) return origin === siteOrigin;
  return headers['sec-fetch-site'] === 'same-origin';
}
