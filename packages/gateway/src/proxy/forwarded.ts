import type { IncomingMessage } from 'node:http';

/** How the upstream learns where a request came from. */
export interface ForwardedOptions {
  /** Of the base URL. */
  readonly host: string;
  /** Of the base URL: `http` or `https`. */
  readonly scheme: string;
  /** Whether a proxy in front of the gateway has set `X-Forwarded-*` already. */
  readonly trustForwarded: boolean;
}

const FORWARDED = new Set(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']);
const OF_PROXIES = /^(?:x-forwarded-.*|x-real-ip|x-original-url|x-rewrite-url)$/;

/**
 * Is this one of the headers that the gateway writes itself?
 *
 * @param name in lower case, with `-` for every other sign, as below
 */
export function isForwarded(name: string): boolean {
  return FORWARDED.has(name);
}

/** May only a proxy say this about a request: where it came from, or, for some frameworks, what its URL is? */
export function isOfProxies(name: string): boolean {
  return OF_PROXIES.test(name);
}

/** What the upstream learns about the way of a request: names and values in turn. */
export function forwardedHeaders(
  { headers, socket }: IncomingMessage,
  { host, scheme, trustForwarded }: ForwardedOptions,
): string[] {
  const { 'x-forwarded-for': chain, forwarded: path } = trustForwarded ? headers : {};
  const client = socket.remoteAddress ?? 'unknown';
  const node = client.includes(':') ? `[${client}]` : client;
  const step = `for=${quote(node)};host=${quote(host)};proto=${scheme}`;
  return [
    'x-forwarded-for',
    chain === undefined ? client : `${String(chain)}, ${client}`,
    'x-forwarded-proto',
    scheme,
    'x-forwarded-host',
    host,
    'forwarded',
    path === undefined ? step : `${path}, ${step}`,
  ];
}

/** Whose request a trusted proxy has passed on; `undefined` where none is trusted, or it does not say. */
export function callerAddress(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { trustForwarded }: Pick<ForwardedOptions, 'trustForwarded'>,
): string | undefined {
  const chain = trustForwarded ? headers['x-forwarded-for'] : undefined;
  // Each proxy adds the address that it has seen. What stands before that may be made up.
  return chain === undefined ? undefined : String(chain).split(',').at(-1)?.trim();
}

/** A value of `Forwarded`. @see RFC 7239, section 4 */
function quote(value: string): string {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(value) ? value : `"${value}"`;
}
