import { hash } from 'node:crypto';
import { SESSION_HEADER } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import type { AuthbeatRequest } from '../request.ts';

const PREFIX = '__Host-authbeat-';
const NAME = /^[\w-]{16}$/;

/**
 * The name of an account's session in this browser. All tenants and accounts share one cookie jar, so each pair
 * needs a cookie of its own.
 */
export function sessionName({
  tenantId,
  accountId,
}: {
  readonly tenantId: string;
  readonly accountId?: string;
}): string {
  const owner = JSON.stringify([tenantId, accountId ?? null]);
  return hash('sha256', owner, 'base64url').slice(0, 16);
}

/**
 * A cookie that scripts cannot read, for one origin, inside the frames of one site.
 *
 * @param maxAge seconds; 0 removes it
 */
export function sessionCookie(name: string, token: string, maxAge: number): string {
  return `${PREFIX}${name}=${token}; Path=/; Max-Age=${maxAge}; Secure; HttpOnly; SameSite=None; Partitioned`;
}

/**
 * The session token in the cookie that the request names.
 *
 * @throws {Refusal} `request_malformed` when it does not come from a script of the app's own origin
 */
export function readSessionCookie(request: AuthbeatRequest, baseUrl: string): string | undefined {
  const name = request.header(SESSION_HEADER);
  if (name === undefined) return undefined;
  if (!NAME.test(name) || !isFromOwnOrigin(request, new URL(baseUrl).origin))
    throw new Refusal('request_malformed');
  const start = `${PREFIX}${name}=`;
  const [token, ...more] = (request.header('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start));
  if (more.length > 0) throw new Refusal('request_malformed');
  return token?.slice(start.length);
}

/** Browsers send the origin in headers that pages cannot set. At least one is needed, and all must agree. */
function isFromOwnOrigin(request: AuthbeatRequest, origin: string): boolean {
  const site = request.header('sec-fetch-site');
  const sender = request.header('origin');
  const said = [
    ...(site === undefined ? [] : [site === 'same-origin']),
    ...(sender === undefined ? [] : [sender === origin]),
  ];
  return said.length > 0 && said.every(Boolean);
}
