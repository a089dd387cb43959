/** A request as it stood on the wire, taken apart without decoding anything. */
export interface WireRequest {
  readonly method: string;
  /** Scheme and authority, or nothing. */
  readonly origin: string;
  /** The whole path, with that of the base URL. */
  readonly path: string;
  /** `name=value`, in the order and spelling of the wire; without empty ones. */
  readonly pairs: readonly string[];
  /** What follows `#`, which should not be there. */
  readonly fragment: string | undefined;
}

/** Takes a URL apart. Lone surrogates, which cannot be percent-encoded, become U+FFFD. */
export function readWire(method: string, url: string): WireRequest {
  const [, origin = '', path = '', query = '', fragment] =
    /^([a-z][a-z\d+.-]*:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/i.exec(url.toWellFormed()) ?? [];
  return {
    method: method.toUpperCase(),
    origin,
    path,
    pairs: query.split('&').filter((pair) => pair !== ''),
    fragment,
  };
}

/** Path and query, as on the wire. */
export function writeTarget({ path, pairs }: Pick<WireRequest, 'path' | 'pairs'>): string {
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/** The path of a URL, without a slash at its end. */
export function pathOf(url: string): string {
  return readWire('GET', url).path.replace(/\/+$/, '');
}

/** The name of a pair, as it is written. */
export function nameOf(pair: string): string {
  return pair.split('=', 1)[0] ?? '';
}

/** The value of a pair, as it is written. */
export function valueOf(pair: string): string {
  return pair.slice(nameOf(pair).length + 1);
}
