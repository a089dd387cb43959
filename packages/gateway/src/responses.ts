import type { AuthbeatResponse } from '@authbeat/server';
import { UpstreamError } from './errors.ts';

const PRIVATE = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** A response of the gateway's own, in the form of the server's refusals. */
export function jsonResponse(
  status: number,
  value: object,
  headers: Readonly<Record<string, string>> = {},
): AuthbeatResponse {
  return {
    status,
    headers: { ...PRIVATE, 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

function refusal(status: number, code: string, sentence: string): AuthbeatResponse {
  return jsonResponse(status, { error: 'invalid_request', error_description: sentence, code });
}

/** For a request whose path an upstream may read in another way than the gateway. */
export const AMBIGUOUS = refusal(
  400,
  'path_ambiguous',
  'The path of the request can be read in several ways. Send it as the route is written, without dot segments and encoded separators.',
);

/** For a body in a coding that the gateway would have to undo. @see RFC 9112, section 6.1 */
export const CODING_REFUSED = refusal(
  501,
  'transfer_coding_unknown',
  'The gateway knows no transfer coding but chunked.',
);

/** For a request that no route names, where the upstream does not judge tokens. */
export const UNNAMED = refusal(
  403,
  'route_unnamed',
  'The gateway has no route for this request. Name it in the configuration.',
);

/** For a token that the gateway has minted for its upstream. */
export const MINTED = refusal(
  401,
  'host_token_invalid',
  'The host token is not accepted here. Get a fresh one from the host.',
);

/** For an upgrade to something else than a WebSocket, or with a body. */
export const UPGRADE_REFUSED = refusal(
  400,
  'upgrade_refused',
  'The gateway upgrades GET requests without a body to WebSockets, and no others.',
);

/** For a request that would show the caller what the gateway adds for the upstream. */
export const TRACE_REFUSED = refusal(405, 'method_not_allowed', 'The gateway passes no TRACE requests on.');

/** While there is no descriptor yet. */
export const NOT_READY = jsonResponse(
  503,
  {
    error: 'temporarily_unavailable',
    error_description: 'The gateway has not read the descriptor of its app yet. Try again in a moment.',
    code: 'not_ready',
  },
  { 'retry-after': '2' },
);

/** The response when the upstream failed (502, or 504 after a timeout), or the gateway itself (503). */
export function failure(error: unknown): AuthbeatResponse {
  const [status, code, sentence] =
    error instanceof UpstreamError
      ? [error.status, error.code, error.message]
      : [503, 'unavailable', 'The gateway cannot serve this request right now. Try again later.'];
  return jsonResponse(
    status,
    { error: 'temporarily_unavailable', error_description: sentence, code },
    // The body of the request may not have been read to its end.
    { connection: 'close' },
  );
}
