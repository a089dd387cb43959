import { HOST_TOKEN_PARAMETER, TICKET_PARAMETER } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import type { AuthbeatRequest } from '../request.ts';

/** Where a credential was presented. The place limits which kind it can be. */
export type CredentialPlace = 'query-jwt' | 'query-ticket' | 'header-jwt' | 'header-bearer' | 'header-dpop';

export interface Credential {
  readonly place: CredentialPlace;
  readonly token: string;
}

/**
 * The one credential of a request, if it has any.
 *
 * @throws {Refusal} `request_malformed` for several credentials, because the app may read another one than the guard
 */
export function readCredential(request: AuthbeatRequest): Credential | undefined {
  const inQuery = queryCredentials(request.url);
  const inHeader = headerCredential(request);
  if (inQuery.length + (inHeader ? 1 : 0) > 1) throw new Refusal('request_malformed');
  return inHeader ?? inQuery[0];
}

/** Refuses a credential in URL or header at endpoints that take their token from the form. */
export function refuseCredential(request: AuthbeatRequest): void {
  if (readCredential(request)) throw new Refusal('request_malformed');
}

/** The credentials in the query of a URL. */
export function queryCredentials(url: string): readonly Credential[] {
  const { query } = splitQuery(url);
  if (query === '') return NONE;
  const found: Credential[] = [];
  // As `URLSearchParams` does, which leaves out a question mark at the beginning.
  for (const pair of (query.startsWith('?') ? query.slice(1) : query).split('&')) {
    const credential = pairCredential(pair);
    if (credential) found.push(credential);
  }
  return found;
}

const NONE: readonly Credential[] = [];

const PARAMETERS: ReadonlyMap<string, CredentialPlace> = new Map([
  [HOST_TOKEN_PARAMETER, 'query-jwt'],
  [TICKET_PARAMETER, 'query-ticket'],
]);

function pairCredential(pair: string): Credential | undefined {
  const mark = pair.indexOf('=');
  const name = mark < 0 ? pair : pair.slice(0, mark);
  const place = PARAMETERS.get(name.includes('%') ? decodeName(name) : name);
  if (!place) return undefined;
  const value = mark < 0 ? '' : pair.slice(mark + 1);
  return { place, token: new URLSearchParams(`token=${value}`).get('token') ?? '' };
}

/** Decodes a name byte by byte: those of credentials are ASCII, so no other name becomes one of them. */
function decodeName(name: string): string {
  return name.replace(/%[\da-f]{2}/gi, (encoded) =>
    String.fromCharCode(Number.parseInt(encoded.slice(1), 16)),
  );
}

/**
 * Removes the credentials from a URL: host tokens and tickets, by their decoded names, as frameworks read them. The rest
 * of the URL stays byte for byte.
 *
 * @example
 * ```ts
 * import { withoutCredentials } from '@authbeat/server';
 *
 * withoutCredentials('/panel.html?a=1&j%77t=eyJ…'); // '/panel.html?a=1'
 * ```
 *
 * @param url path and query
 */
export function withoutCredentials(url: string): string {
  const { path, query } = splitQuery(url);
  const pairs = query.split('&');
  const kept = pairs.filter((pair) => !isCredential(pair));
  if (kept.length === pairs.length) return url;
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`;
}

/** Replaces the credentials in a URL with a ticket. The rest of the URL stays byte for byte. */
export function replaceCredential(url: string, ticket: string): string {
  const { path, query } = splitQuery(url);
  const kept = query.split('&').filter((pair) => pair !== '' && !isCredential(pair));
  return `${path}?${[...kept, `${TICKET_PARAMETER}=${ticket}`].join('&')}`;
}

function headerCredential(request: AuthbeatRequest): Credential | undefined {
  const header = request.header('authorization') ?? '';
  const space = header.indexOf(' ');
  const place = space < 0 ? undefined : SCHEMES.get(header.slice(0, space).toLowerCase());
  if (place === undefined) return undefined;
  const token = header.slice(space).trim();
  // A token has no comma: the header was sent twice.
  if (token.includes(',')) throw new Refusal('request_malformed');
  return { place, token };
}

const SCHEMES: ReadonlyMap<string, CredentialPlace> = new Map([
  ['jwt', 'header-jwt'],
  ['bearer', 'header-bearer'],
  ['dpop', 'header-dpop'],
]);

function isCredential(pair: string): boolean {
  return queryCredentials(`?${pair}`).length > 0;
}

function splitQuery(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}
