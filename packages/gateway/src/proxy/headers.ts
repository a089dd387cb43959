import type { IncomingMessage } from 'node:http';
import { forwardedHeaders, isForwarded, isOfProxies, type ForwardedOptions } from './forwarded.ts';

/** Names and values in turn, as in `IncomingMessage.rawHeaders`. */
export type HeaderList = readonly string[];

/** The name and the value of each header of a list. */
export function pairHeaders(headers: HeaderList): [name: string, value: string][] {
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : []));
}

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

/** The family of headers that only the gateway sets. */
const OWN_FAMILY = /^x-authbeat(?:-|$)/;
/** Node's parser has read how long a body is, and the gateway responds to `Expect` itself. */
const REPLACED = new Set(['content-length', 'expect', 'host']);

/** A header's name as the least strict upstreams read it: WSGI, CGI and PHP take `_` for `-`, and some CGI any other sign. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, '-');
}

/** What the name of a header says. */
interface HeaderName {
  readonly lower: string;
  readonly folded: string;
  /** Is the header about one connection? */
  readonly isHop: boolean;
  /** Does the gateway write the header itself, or leave it out? */
  readonly isReplaced: boolean;
  /** Does only a proxy in front of the gateway write the header, if there is one? */
  readonly isOfProxies: boolean;
}

/** Most requests have the same names. Those that a caller makes up do not fill the memory. */
const NAMES = new Map<string, HeaderName>();
const MAX_NAMES = 500;
const MAX_NAME_LENGTH = 50;

/** Reads the name of a header, and remembers it. */
function readName(name: string): HeaderName {
  const known = NAMES.get(name);
  if (known) return known;
  const folded = fold(name);
  const read = {
    lower: name.toLowerCase(),
    folded,
    isHop: HOP_BY_HOP.has(folded),
    isReplaced: REPLACED.has(folded) || isForwarded(folded) || OWN_FAMILY.test(folded),
    isOfProxies: isOfProxies(folded),
  };
  if (NAMES.size < MAX_NAMES && name.length <= MAX_NAME_LENGTH) NAMES.set(name, read);
  return read;
}

/** The name of a header without its case. */
export function lowerName(name: string): string {
  return readName(name).lower;
}

/** The pairs of a list whose name is wanted. */
export function filterHeaders(
  headers: HeaderList,
  isWanted: (name: string, value: string) => boolean,
): string[] {
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const [name, value] = [headers[index] ?? '', headers[index + 1] ?? ''];
    if (isWanted(name, value)) kept.push(name, value);
  }
  return kept;
}

/** Headers that a message must not pass on: those about the connection, and those that its `Connection` lists. */
export function hopByHop(headers: HeaderList): (name: string) => boolean {
  const listed: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    if (lowerName(headers[index] ?? '') === 'connection')
      listed.push(...(headers[index + 1] ?? '').split(',').map((name) => fold(name.trim())));
  }
  // Most messages list no header of their own.
  if (listed.every((name) => HOP_BY_HOP.has(name))) return isHopByHop;
  const dropped = new Set([...HOP_BY_HOP, ...listed]);
  return (name) => dropped.has(readName(name).folded);
}

function isHopByHop(name: string): boolean {
  return readName(name).isHop;
}

/** The headers that the upstream gets, without those that only the gateway may set. */
export function requestHeaders(request: IncomingMessage, options: ForwardedOptions): string[] {
  const isHop = hopByHop(request.rawHeaders);
  const isKept = (name: string): boolean => {
    const { lower, folded, isReplaced, isOfProxies: isTheirs } = readName(name);
    // A proxy removes what a caller has sent under a name, and may not under the other spelling of it.
    return !isReplaced && !isHop(name) && (!isTheirs || (options.trustForwarded && lower === folded));
  };
  return [
    'host',
    request.headers.host ?? options.host,
    ...filterHeaders(request.rawHeaders, isKept),
    ...framing(request),
    ...forwardedHeaders(request, options),
  ];
}

/** What every request to the upstream carries, so that it can refuse those that do not come from the gateway. */
export function upstreamSecretHeader(secret: string | undefined): Readonly<Record<string, string>> {
  return secret === undefined ? {} : { 'x-authbeat-upstream-secret': secret };
}

/** The headers of a request as they came, except those about the connection. */
export function passHeaders(request: IncomingMessage): string[] {
  const isHop = hopByHop(request.rawHeaders);
  const kept = filterHeaders(request.rawHeaders, (name) => !isHop(name) && !FRAMING.has(lowerName(name)));
  return [...kept, ...framing(request)];
}

const FRAMING = new Set(['content-length', 'expect']);

/** The length of a body is what Node's parser has read it to be, and nothing else. */
function framing({ headers }: IncomingMessage): readonly string[] {
  if (headers['transfer-encoding'] !== undefined) return ['transfer-encoding', 'chunked'];
  const length = headers['content-length'];
  return length === undefined ? [] : ['content-length', length];
}

/**
 * Sets headers in a list: earlier values of these names are removed.
 *
 * @param set by names in lower case
 */
export function setHeaders(headers: HeaderList, set: Readonly<Record<string, string>>): HeaderList {
  const added = Object.keys(set);
  if (added.length === 0) return headers;
  const kept = filterHeaders(headers, (name) => !Object.hasOwn(set, lowerName(name)));
  for (const name of added) kept.push(name, set[name] ?? '');
  return kept;
}

/**
 * The headers of a response: the upstream's, and those of a guard that the upstream has not set itself. `Vary` and
 * `Set-Cookie` may stand there several times.
 */
export function responseHeaders(upstream: HeaderList, guard: Readonly<Record<string, string>>): HeaderList {
  const isHop = hopByHop(upstream);
  const kept = filterHeaders(upstream, (name) => !isHop(name));
  const end = kept.length;
  for (const name of Object.keys(guard)) {
    if (name === 'vary' || name === 'set-cookie' || !hasHeader(kept, name, end))
      kept.push(name, guard[name] ?? '');
  }
  return kept;
}

/**
 * Is there a header of this name?
 *
 * @param wanted in lower case
 * @param end where the part of the list ends that is searched. Defaults to the end of the list
 */
export function hasHeader(headers: HeaderList, wanted: string, end = headers.length): boolean {
  for (let index = 0; index < end; index += 2) if (lowerName(headers[index] ?? '') === wanted) return true;
  return false;
}
