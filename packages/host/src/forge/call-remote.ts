import { randomBytes } from 'node:crypto';
import { readBounded } from '@authbeat/core';
import { ForgeError } from '../errors.ts';

/** A request that Forge makes to a remote. */
export interface RemoteRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; `undefined` sends none. */
  readonly body?: string;
  /** The invocation token. */
  readonly token: string;
  /** `x-forge-oauth-system` and `x-forge-oauth-user`, where the endpoint asks for them. */
  readonly accessTokens: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** The response of a remote. */
export interface RemoteResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
}

const MAX_RESPONSE_SIZE = 5 * 1024 * 1024;

/** Headers that Forge sets itself. */
const OWN_HEADER = /^(?:authorization$|host$|connection$|content-length$|x-forge-|x-b3-)/i;

/**
 * Calls a remote as Forge's proxy does: invocation token, trace headers, no redirects.
 *
 * @throws {ForgeError} `remote_silent` when the remote does not respond
 */
export async function callRemote(request: RemoteRequest, closing: AbortSignal): Promise<RemoteResponse> {
  const { url, method, body, token, accessTokens, timeoutMs } = request;
  const headers = new Headers(Object.entries(request.headers).filter(([name]) => !OWN_HEADER.test(name)));
  headers.set('authorization', `Bearer ${token}`);
  headers.set('x-b3-traceid', randomBytes(16).toString('hex'));
  headers.set('x-b3-spanid', randomBytes(8).toString('hex'));
  for (const [name, value] of Object.entries(accessTokens)) headers.set(name, value);
  if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    signal: AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]),
    ...(body !== undefined && { body }),
  }).catch((cause: unknown) => {
    const { origin } = new URL(url);
    throw new ForgeError(
      'remote_silent',
      `The remote at ${origin} did not respond within ${timeoutMs / 1000} s.`,
      {
        cause,
      },
    );
  });
  const { bytes, truncated } = await readBounded(response.body ?? [], MAX_RESPONSE_SIZE);
  if (truncated) throw new ForgeError('remote_silent', 'The response of the remote is larger than 5 MB.');
  return { status: response.status, headers: groupHeaders(response.headers), body: bytes.toString('utf8') };
}

function groupHeaders(headers: Headers): Record<string, readonly string[]> {
  return Object.fromEntries([...headers].map(([name, value]) => [name, [value]]));
}
