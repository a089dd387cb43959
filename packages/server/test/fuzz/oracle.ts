import { DOORS, TABLE, type Wire } from '../support/door-table.ts';
import type { Attempt } from './attempt.ts';

/** What was presented: the genuine token and request, and what the mutations made of them. */
export interface Presented {
  readonly attempt: Attempt;
  readonly token: string;
  readonly mutatedToken: string;
  readonly genuine: Wire;
  readonly wire: Wire;
}

const BOUND_KINDS = new Set<string>(['iframe', 'webhook', 'lifecycle', 'page-ticket', 'resource-ticket']);

/**
 * May the server admit this? Only a genuine token, unchanged, at its own door and place, as the only credential, and
 * for its own method and URL. Shares no code with the server: it reads URLs by itself.
 */
export function mayAdmit({ attempt, token, mutatedToken, genuine, wire }: Presented): boolean {
  const { door, kind, variant, place } = attempt;
  // The two doors of an API differ by the method alone: a GET of that URL reads.
  const cell = door === 'api write' && wire.method === 'GET' ? 'api read' : door;
  if (!TABLE.get(cell)?.includes(`${variant} ${kind} ${place}`)) return false;
  if (!/^\/(?!\/)[^#]*$/.test(wire.url) || !isMethodAllowed(attempt, genuine.method, wire.method))
    return false;
  const isElsewhere = place === 'form' || place.startsWith('stale');
  const credentials = credentialsOf(wire);
  // An ampersand that separates nothing belongs to no token.
  const inForm = place === 'form' ? mutatedToken : mutatedToken.replace(/&+$/, '');
  if (isElsewhere && (credentials.length > 0 || inForm !== token)) return false;
  if (!isElsewhere && (credentials.length !== 1 || credentials[0] !== `${place} ${token}`)) return false;
  if (isElsewhere || DOORS[door]?.json) {
    if (wire.headers['content-type'] !== genuine.headers['content-type']) return false;
  }
  if (
    place === 'DPoP' &&
    (wire.headers['dpop'] !== genuine.headers['dpop'] ||
      withoutNeedlessEscapes(pathOf(wire.url)) !== withoutNeedlessEscapes(pathOf(genuine.url)))
  )
    return false;
  const isEndpoint = genuine.url.startsWith('/authbeat/');
  if (isEndpoint && pathOf(wire.url) !== pathOf(genuine.url)) return false;
  if (!BOUND_KINDS.has(kind) || isElsewhere) return true;
  return sameRequest(wire.url, genuine.url, kind.endsWith('-ticket') ? withoutNeedlessEscapes : undefined);
}

/** Must the server admit this? Whatever may be admitted and was not touched: or the fuzz would test nothing. */
export function mustAdmit(presented: Presented): boolean {
  return presented.attempt.mutations.length === 0 && mayAdmit(presented);
}

function isMethodAllowed({ door, kind }: Attempt, genuine: string, method: string): boolean {
  if (door === 'page') return method === 'GET' || method === 'HEAD';
  if (kind === 'resource-ticket') return method === 'GET';
  const isApi = door.startsWith('api') || door === 'remote';
  // A proof names the method; without one, a session opens an API for any.
  return isApi && kind !== 'bound-session' ? true : method === genuine;
}

/** Every credential in URL and header, as `place token`. */
function credentialsOf({ url, headers }: Wire): readonly string[] {
  const inUrl = pairsOf(url).flatMap(([name, value]) => {
    if (name === 'jwt') return [`?jwt ${value}`];
    return name === 'authbeat_ticket' ? [`?ticket ${value}`] : [];
  });
  const [, scheme = '', value = ''] =
    /^(jwt|bearer|dpop) +(.*)$/is.exec(headers['authorization'] ?? '') ?? [];
  const place = { jwt: 'JWT', bearer: 'Bearer', dpop: 'DPoP' }[scheme.toLowerCase()];
  return place === undefined ? inUrl : [...inUrl, `${place} ${value.trim()}`];
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

/**
 * What a proxy may rewrite on the way to the app: tickets and proofs are good whether or not unreserved characters
 * are percent-encoded (RFC 3986, section 6.2.2).
 */
function withoutNeedlessEscapes(path: string): string {
  return path.replace(/%(?:2[de]|3\d|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/gi, (escape) => {
    return Buffer.from(escape.slice(1), 'hex').toString('latin1');
  });
}

/** Do these URLs mean the same for the hash of a host: one path, and the same names with the same values? */
function sameRequest(one: string, other: string, readPath = (path: string): string => path): boolean {
  const normal = (url: string): string => {
    const path = readPath(pathOf(url));
    const names = new Map<string, string[]>();
    for (const [name, value] of pairsOf(url)) {
      if (name !== 'jwt' && name !== 'authbeat_ticket') names.set(name, [...(names.get(name) ?? []), value]);
    }
    const query = [...names].map(([name, values]) => JSON.stringify([name, values.toSorted()])).toSorted();
    return JSON.stringify([path.length > 1 ? path.replace(/\/$/, '') : path, query]);
  };
  return normal(one) === normal(other);
}

function pairsOf(url: string): readonly (readonly [string, string])[] {
  const mark = url.indexOf('?');
  if (mark < 0) return [];
  return url
    .slice(mark + 1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [decode(name), decode(value)] as const;
    });
}

/** Percent-decodes what is well formed and leaves the rest; bytes that are not UTF-8 become U+FFFD. */
function decode(text: string): string {
  const bytes: number[] = [];
  const input = Buffer.from(text.replaceAll('+', ' '));
  for (let index = 0; index < input.length; index += 1) {
    const hex = input.subarray(index + 1, index + 3).toString('latin1');
    const isEscape = input[index] === 0x25 && /^[\da-f]{2}$/i.test(hex);
    bytes.push(isEscape ? Number.parseInt(hex, 16) : (input[index] ?? 0));
    if (isEscape) index += 2;
  }
  return Buffer.from(bytes).toString();
}
