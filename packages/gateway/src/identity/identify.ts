import type { IncomingMessage } from 'node:http';
import { withoutCredentials, type AdmittedToken, type Authbeat, type Principal } from '@authbeat/server';
import type { ForwardedOptions } from '../proxy/forwarded.ts';
import {
  filterHeaders,
  hasHeader,
  lowerName,
  requestHeaders,
  setHeaders,
  type HeaderList,
} from '../proxy/headers.ts';
import type { UpstreamRequest } from '../proxy/upstream.ts';
import type { Identity } from '../routes/route.ts';
import type { Assertions } from './assertions.ts';

/** A request that a guard has admitted. */
export interface Admitted {
  readonly principal: Principal;
  readonly token: AdmittedToken;
}

export interface IdentityOptions extends ForwardedOptions {
  readonly authbeat: Pick<Authbeat, 'mintUpstreamToken'>;
  /** Who issues assertions. */
  readonly baseUrl: string;
  readonly assertions: Assertions;
  /** Whom assertions are for. */
  readonly audience: string;
  readonly qshOrder: 'encoded' | 'raw';
  /** Seconds. */
  readonly assertionLifetime: number;
  readonly now: () => number;
}

/** Cookies of Authbeat's own sessions: the upstream has no use for them. */
const OWN_COOKIE = /^__Host-authbeat-/;

/** Makes of an admitted request the one that the upstream gets: without our credential, and with what it understands. */
export async function identify(
  request: IncomingMessage,
  url: string,
  admitted: Admitted,
  identity: Identity,
  options: IdentityOptions,
): Promise<UpstreamRequest> {
  const method = request.method ?? '';
  const path = withoutCredentials(url);
  const plain = withoutOwnCredentials(requestHeaders(request, options));
  const added = await headersOf(admitted, identity, { method, url: path }, options);
  return { method, path, headers: setHeaders(plain, added) };
}

async function headersOf(
  { principal, token }: Admitted,
  identity: Identity,
  request: { readonly method: string; readonly url: string },
  options: IdentityOptions,
): Promise<Readonly<Record<string, string>>> {
  const { authbeat, qshOrder: order } = options;
  switch (identity) {
    case 'jwt':
      return { authorization: `JWT ${authbeat.mintUpstreamToken(token, { request, order })}` };
    case 'context':
      return { authorization: `JWT ${authbeat.mintUpstreamToken(token)}` };
    case 'assertion':
      return { 'x-authbeat-assertion': await assertionOf(principal, token, options) };
    case 'headers':
      return identityHeaders(principal);
    default:
      return identity satisfies never;
  }
}

async function assertionOf(
  { tenantId, hostBaseUrl, accountId, context }: Principal,
  { expiresAt }: AdmittedToken,
  { assertions, audience, assertionLifetime, baseUrl, now }: IdentityOptions,
): Promise<string> {
  const seconds = Math.floor(now() / 1000);
  return assertions.sign({
    iss: baseUrl,
    aud: audience,
    ...(accountId !== undefined && { sub: accountId }),
    tenant: tenantId,
    ...(hostBaseUrl !== undefined && { host: hostBaseUrl }),
    context,
    iat: seconds,
    exp: Math.max(Math.min(seconds + assertionLifetime, Math.floor(expiresAt)), seconds + 1),
  });
}

function identityHeaders({ tenantId, hostBaseUrl, accountId, context }: Principal): Record<string, string> {
  return {
    'x-authbeat-tenant': headerText(tenantId),
    ...(hostBaseUrl !== undefined && { 'x-authbeat-host': hostBaseUrl }),
    'x-authbeat-context': headerText(JSON.stringify(context)),
    ...(accountId !== undefined && { 'x-authbeat-account': headerText(accountId) }),
  };
}

/** What is not visible ASCII is percent-encoded, and so is the percent sign: no value can end its header. */
function headerText(text: string): string {
  return text.replace(/[^\x21-\x24\x26-\x7e]/gu, (character) => encodeURIComponent(character.toWellFormed()));
}

function withoutOwnCredentials(headers: HeaderList): HeaderList {
  return withoutOwnCookies(filterHeaders(headers, (name) => !OWN_HEADERS.has(lowerName(name))));
}

/** Where sessions and their proofs are. */
const OWN_HEADERS = new Set(['authorization', 'dpop']);

/** Removes the sessions of Authbeat from what passes as it came: the upstream has no use for them. */
export function withoutOwnTokens(headers: HeaderList): HeaderList {
  return withoutOwnCookies(
    filterHeaders(headers, (name, value) => lowerName(name) !== 'authorization' || !isOwn(value)),
  );
}

/** Is this a session or a ticket? */
function isOwn(authorization: string): boolean {
  const [head = ''] = authorization.replace(/^\S+ +/, '').split('.');
  return /"typ":"authbeat-/.test(Buffer.from(head, 'base64url').toString('latin1'));
}

/** Removes the cookies of sessions, and the header when nothing is left of it. */
function withoutOwnCookies(headers: HeaderList): HeaderList {
  if (!hasHeader(headers, 'cookie')) return headers;
  return headers.flatMap((name, index) => {
    if (index % 2 === 1) return [];
    const value = headers[index + 1] ?? '';
    if (lowerName(name) !== 'cookie') return [name, value];
    const kept = value.split(';').filter((pair) => !OWN_COOKIE.test(pair.trim()));
    return kept.length === 0 ? [] : [name, kept.join(';').trim()];
  });
}
