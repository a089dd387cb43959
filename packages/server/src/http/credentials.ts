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
  const [first, ...more] = [...queryCredentials(request.url), ...headerCredentials(request)];
  if (more.length > 0) throw new Refusal('request_malformed');
  return first;
}

/** Refuses a credential in URL or header at endpoints that take their token from the form. */
export function refuseCredential(request: AuthbeatRequest): void {
  if (readCredential(request)) throw new Refusal('request_malformed');
}

/** The credentials in the query of a URL. */
export function queryCredentials(url: string): readonly Credential[] {
  const query = new URLSearchParams(splitQuery(url).query);
  return [
    ...query.getAll(HOST_TOKEN_PARAMETER).map((token) => ({ place: 'query-jwt', token }) as const),
    ...query.getAll(TICKET_PARAMETER).map((token) => ({ place: 'query-ticket', token }) as const),
  ];
}

/** Replaces the credentials in a URL with a ticket. The rest of the URL stays byte for byte. */
export function replaceCredential(url: string, ticket: string): string {
  const { path, query } = splitQuery(url);
  const kept = query.split('&').filter((pair) => pair !== '' && !isCredential(pair));
  return `${path}?${[...kept, `${TICKET_PARAMETER}=${ticket}`].join('&')}`;
}

function headerCredentials(request: AuthbeatRequest): readonly Credential[] {
  const [, scheme = '', token = ''] =
    /^(jwt|bearer|dpop) +(.*)$/is.exec(request.header('authorization') ?? '') ?? [];
  if (scheme === '') return [];
  // A token has no comma: the header was sent twice.
  if (token.includes(',')) throw new Refusal('request_malformed');
  const place = `header-${scheme.toLowerCase()}` as 'header-jwt' | 'header-bearer' | 'header-dpop';
  return [{ place, token: token.trim() }];
}

function isCredential(pair: string): boolean {
  return queryCredentials(`?${pair}`).length > 0;
}

function splitQuery(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}
