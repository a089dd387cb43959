import type { IncomingMessage } from 'node:http';

/** Names and values in turn, as in `IncomingMessage.rawHeaders`. */
export type HeaderList = readonly string[];

/** Headers about one connection. @see RFC 9110, section 7.6.1 */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** The family of headers that only the gateway sets: WSGI, CGI and PHP read `_` as `-`. */
const OWN_FAMILY = /^x[-_]authbeat(?:[-_]|$)/i;
const FORWARDED = /^(?:forwarded|x[-_]forwarded[-_].*|x[-_]real[-_]ip)$/i;

/** A header without its name's case, and with `-` for the `_` that some upstreams read alike. */
function fold(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** The pairs of a list whose name is wanted. */
export function filterHeaders(headers: HeaderList, isWanted: (name: string) => boolean): string[] {
  return headers.flatMap((name, index) =>
    index % 2 === 0 && isWanted(name) ? [name, headers[index + 1] ?? ''] : [],
  );
}

/** Headers that a message must not pass on: those about the connection, and those that its `Connection` lists. */
export function hopByHop(headers: HeaderList): (name: string) => boolean {
  const listed = headers
    .filter((_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === 'connection')
    .flatMap((value) => value.split(','))
    .map((name) => fold(name.trim()))
    .filter((name) => !HOP_BY_HOP.has(name));
  // Most messages list no header of their own.
  if (listed.length === 0) return (name) => HOP_BY_HOP.has(fold(name));
  const dropped = new Set([...HOP_BY_HOP, ...listed]);
  return (name) => dropped.has(fold(name));
}

/** How the upstream learns where a request came from. */
export interface ForwardedOptions {
  /** Of the base URL. */
  readonly host: string;
  /** Of the base URL: `http` or `https`. */
  readonly scheme: string;
  /** Whether a proxy in front of the gateway has set `X-Forwarded-*` already. */
  readonly trustForwarded: boolean;
}

/** The headers that the upstream gets, without those that only the gateway may set. */
export function requestHeaders(
  request: IncomingMessage,
  { host, scheme, trustForwarded }: ForwardedOptions,
): string[] {
  const isHop = hopByHop(request.rawHeaders);
  const kept = filterHeaders(request.rawHeaders, (name) => {
    if (isHop(name) || OWN_FAMILY.test(name) || FORWARDED.test(name)) return false;
    return !['expect', 'content-length', 'host'].includes(fold(name));
  });
  const before = trustForwarded ? request.headers : {};
  const client = request.socket.remoteAddress ?? 'unknown';
  const chain = [before['x-forwarded-for'], client].filter((part) => part !== undefined).join(', ');
  const node = client.includes(':') ? `"[${client}]"` : client;
  return [
    'host',
    request.headers.host ?? host,
    ...kept,
    ...framing(request),
    'x-forwarded-for',
    chain,
    'x-forwarded-proto',
    scheme,
    'x-forwarded-host',
    host,
    'forwarded',
    [before['forwarded'], `for=${node};host=${host};proto=${scheme}`].filter(Boolean).join(', '),
  ];
}

/** The headers of a request as they came, except those about the connection. */
export function passHeaders(request: IncomingMessage): string[] {
  const isHop = hopByHop(request.rawHeaders);
  const kept = filterHeaders(
    request.rawHeaders,
    (name) => !isHop(name) && !['expect', 'content-length'].includes(name.toLowerCase()),
  );
  return [...kept, ...framing(request)];
}

/** The length of a body is what Node's parser has read it to be, and nothing else. */
function framing({ headers }: IncomingMessage): readonly string[] {
  if (headers['transfer-encoding'] !== undefined) return ['transfer-encoding', 'chunked'];
  const length = headers['content-length'];
  return length === undefined ? [] : ['content-length', length];
}

/** Sets headers in a list: earlier values of these names are removed. */
export function setHeaders(headers: HeaderList, set: Readonly<Record<string, string>>): string[] {
  const names = new Set(Object.keys(set));
  return [...filterHeaders(headers, (name) => !names.has(name.toLowerCase())), ...Object.entries(set).flat()];
}

/**
 * The headers of a response: the upstream's, and those of a guard that the upstream has not set itself. `Vary` and
 * `Set-Cookie` may stand there several times.
 */
export function responseHeaders(upstream: HeaderList, guard: Readonly<Record<string, string>>): string[] {
  const isHop = hopByHop(upstream);
  const kept = filterHeaders(upstream, (name) => !isHop(name));
  if (Object.keys(guard).length === 0) return kept;
  const present = new Set(kept.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()));
  const added = Object.entries(guard).filter(
    ([name]) => name === 'vary' || name === 'set-cookie' || !present.has(name),
  );
  return [...kept, ...added.flat()];
}
