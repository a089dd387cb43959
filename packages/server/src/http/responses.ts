import type { Refusal } from '../errors.ts';
import type { AuthbeatResponse } from '../response.ts';

/** Where each refusal code is explained. */
const DOCS = 'docs/server/refusals.md';
/** Seconds after which a caller may come back when a part was unreachable. */
const RETRY_AFTER = '5';

/** What every answer of Authbeat carries: it is for one caller, now, and its URL is nobody else's business. */
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
 * A refusal as APIs and endpoints answer it: see docs/protocol.md, "Refusals".
 *
 * @param error the OAuth error, where another than the refusal's own is due
 */
export function refusalResponse(refusal: Refusal, error = refusal.error): AuthbeatResponse {
  const { status, message, code } = refusal;
  return jsonResponse(
    status,
    { error, error_description: message, code, docs: `${DOCS}#${code}` },
    { vary: 'Authorization, Cookie', ...refusalHeaders(refusal) },
  );
}

/** The headers that a refusal has in JSON and in HTML alike. */
export function refusalHeaders(refusal: Refusal): Record<string, string> {
  return {
    ...(refusal.status === 401 && { 'www-authenticate': challenge(refusal) }),
    ...(refusal.status === 503 && { 'retry-after': RETRY_AFTER }),
    ...refusal.headers,
  };
}

/** RFC 6750, section 3.1: a request without any credential is told no error. */
function challenge({ code, error, message }: Refusal): string {
  if (code === 'session_missing') return 'Bearer realm="authbeat"';
  return `Bearer realm="authbeat", error="${error}", error_description="${message}"`;
}
