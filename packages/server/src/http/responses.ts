import { DOCS_URL } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import type { AuthbeatResponse } from '../response.ts';

/** Seconds after which a caller may try again when the store or a key server was unavailable. */
const RETRY_AFTER = '5';

/** The headers of responses for one caller: they must not be cached, and their URL must not leak as a referrer. */
export const PRIVATE_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export function jsonResponse(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): AuthbeatResponse {
  return {
    status,
    headers: { ...PRIVATE_HEADERS, 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

export function emptyResponse(headers: Readonly<Record<string, string>> = {}): AuthbeatResponse {
  return { status: 204, headers: { ...PRIVATE_HEADERS, ...headers }, body: '' };
}

export function htmlResponse(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
): AuthbeatResponse {
  return {
    status,
    headers: { ...PRIVATE_HEADERS, 'content-type': 'text/html; charset=utf-8', ...headers },
    body,
  };
}

/**
 * The response of APIs and endpoints to a refused request. See docs/protocol.md, "Refusals".
 *
 * @param docsUrl the documentation, which has a page for each code
 * @param error the OAuth error code, where it differs from the refusal's own
 */
export function refusalResponse(
  refusal: Refusal,
  docsUrl: string = DOCS_URL,
  error: string = refusal.error,
): AuthbeatResponse {
  const { status, message, code } = refusal;
  return jsonResponse(
    status,
    { error, error_description: message, code, docs: `${docsUrl}/refusals/${code}/` },
    { vary: 'Authorization, Cookie', ...refusalHeaders(refusal) },
  );
}

/** The headers of a refusal, both in JSON and in HTML. */
export function refusalHeaders(refusal: Refusal): Record<string, string> {
  return {
    ...(refusal.status === 401 && { 'www-authenticate': challenge('Bearer realm="authbeat"', refusal) }),
    ...(refusal.status === 503 && { 'retry-after': RETRY_AFTER }),
    ...refusal.headers,
  };
}

/** The same refusal for a client that uses the scheme `DPoP`, or has to. @see RFC 9449, section 7.1 */
export function withDpopChallenge(refusal: Refusal): Refusal {
  const { code, status, cause, headers } = refusal;
  if (status !== 401) return refusal;
  const value = challenge('DPoP realm="authbeat", algs="ES256"', refusal);
  return new Refusal(code, { cause, headers: { ...headers, 'www-authenticate': value } });
}

/** Without a credential in the request there is no error in the challenge: RFC 6750, section 3.1. */
function challenge(scheme: string, { code, error, message }: Refusal): string {
  return code === 'session_missing' ? scheme : `${scheme}, error="${error}", error_description="${message}"`;
}

/** A response may have several of these headers: the ones that are already set stay. */
export function isAdditive(header: string): boolean {
  return header === 'vary' || header === 'set-cookie';
}

/** Headers that stay beside the guard's when they were set before the guard ran. Browsers apply every policy. */
export function staysInFront(header: string): boolean {
  return isAdditive(header) || header === 'content-security-policy';
}

/** A guard's headers for a response of the app with this status: an error must not be cached as the page is. */
export function headersFor(
  status: number,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return isPublic(headers) && status >= 400 ? { ...headers, 'cache-control': 'no-store' } : headers;
}

/** Do these headers let shared caches keep the response? */
export function isPublic(headers: Readonly<Record<string, string>>): boolean {
  return headers['cache-control']?.startsWith('public') === true;
}
