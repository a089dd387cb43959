/** Where the endpoints are mounted by default, below the app's base URL. */
export const DEFAULT_MOUNT = '/authbeat';

/** The public address of Authbeat's documentation, without a trailing slash. */
export const DOCS_URL = 'https://authbeat.dev';

/** The paths of the endpoints, below the mount. @see docs/protocol.md, "Endpoints" */
export const ENDPOINT_PATHS = {
  session: '/session',
  heartbeat: '/heartbeat',
  ticket: '/ticket',
  recovery: '/recovery',
  recoveryScript: '/recovery.js',
  clientScript: '/client.js',
  installed: '/installed',
  uninstalled: '/uninstalled',
  enabled: '/enabled',
  disabled: '/disabled',
} as const;

/** The query parameter in which a host passes its token to a page. */
export const HOST_TOKEN_PARAMETER = 'jwt';

/** The query parameter of a frame in which a host passes its own address. */
export const HOST_URL_PARAMETER = 'xdm_e';

/** The query parameters that a host appends to the URL of a frame before its token, in this order. */
export const FRAME_PARAMETERS = [
  HOST_URL_PARAMETER,
  'xdm_c',
  'cp',
  'xdm_deprecated_addon_key_do_not_use',
  'lic',
  'cv',
] as const;
export type FrameParameter = (typeof FRAME_PARAMETERS)[number];

/** The query parameter that carries a ticket. */
export const TICKET_PARAMETER = 'authbeat_ticket';

/** The query parameters that carry a credential. */
export const CREDENTIAL_PARAMETERS: ReadonlySet<string> = new Set([HOST_TOKEN_PARAMETER, TICKET_PARAMETER]);

/**
 * With the cookie transport: the header that names the session of a page. It also shows that a script of the
 * app's own origin made the request, because other origins may not set it.
 */
export const SESSION_HEADER = 'x-authbeat-session';

/** The header that carries the proof of possession of a request. @see RFC 9449, section 4.1 */
export const PROOF_HEADER = 'dpop';

/** The header in which the server gives out a nonce for the next proof. @see RFC 9449, section 8.1 */
export const NONCE_HEADER = 'dpop-nonce';

/**
 * The claim that marks a token which the server has minted for an app behind it, in the form of a host token. It
 * proves nothing to the server: every reader of host tokens refuses it. See docs/server/upstream.md.
 */
export const UPSTREAM_CLAIM = 'authbeat_upstream';

/** The `typ` of the tokens that the app itself signs. @see RFC 8725, section 3.11 */
export const OWN_TOKEN_TYPES = {
  session: 'authbeat-session+jwt',
  ticket: 'authbeat-ticket+jwt',
} as const;

/** The token types of an exchange. @see RFC 8693, section 3 */
export const EXCHANGE_TOKEN_TYPES = {
  jwt: 'urn:ietf:params:oauth:token-type:jwt',
  accessToken: 'urn:ietf:params:oauth:token-type:access_token',
} as const;

/** The grant type of the exchange. @see RFC 8693, section 2.1 */
export const EXCHANGE_GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** The fields of an exchange request, each of them required. */
export const EXCHANGE_FIELDS = ['grant_type', 'subject_token', 'subject_token_type'] as const;

/** The fields of a recovery request, each of them required. */
export const RECOVERY_FIELDS = ['subject_token', 'url'] as const;

/** The fields of a ticket request, each of them required. */
export const TICKET_FIELDS = ['url'] as const;

/** The media type of the requests to the exchange, recovery and ticket endpoints. */
export const FORM_MEDIA_TYPE = 'application/x-www-form-urlencoded';

/** The fields of a form that has come with a request. */
export type FormFields<Names extends readonly string[]> = Readonly<Record<Names[number], string>>;

/** What an exchange request asks for, or the OAuth error that it deserves. */
export type ExchangeRequest =
  { readonly subjectToken: string } | { readonly error: 'unsupported_grant_type' | 'invalid_request' };

/**
 * Builds the form of an exchange request.
 *
 * @example
 * ```ts
 * import { buildExchangeForm, FORM_MEDIA_TYPE } from '@authbeat/core';
 *
 * export async function exchange(contextToken: string): Promise<Response> {
 *   return fetch('https://app.example.com/authbeat/session', {
 *     method: 'POST',
 *     headers: { 'content-type': FORM_MEDIA_TYPE },
 *     body: buildExchangeForm(contextToken),
 *   });
 * }
 * ```
 *
 * @param contextToken a host token of the kind `context`
 * @see RFC 8693, section 2.1
 */
export function buildExchangeForm(contextToken: string): string {
  const fields: FormFields<typeof EXCHANGE_FIELDS> = {
    grant_type: EXCHANGE_GRANT_TYPE,
    subject_token: contextToken,
    subject_token_type: EXCHANGE_TOKEN_TYPES.jwt,
  };
  return new URLSearchParams(fields).toString();
}

/** Reads the fields of an exchange request. @see RFC 8693, section 2.2.2 */
export function readExchangeRequest(fields: FormFields<typeof EXCHANGE_FIELDS>): ExchangeRequest {
  if (fields.grant_type !== EXCHANGE_GRANT_TYPE) return { error: 'unsupported_grant_type' };
  if (fields.subject_token_type !== EXCHANGE_TOKEN_TYPES.jwt) return { error: 'invalid_request' };
  return { subjectToken: fields.subject_token };
}

/**
 * Builds the form of a recovery request.
 *
 * @param contextToken a fresh host token of the kind `context`
 * @param url path and query of the page, with its expired credential
 */
export function buildRecoveryForm(contextToken: string, url: string): string {
  const fields: FormFields<typeof RECOVERY_FIELDS> = { subject_token: contextToken, url };
  return new URLSearchParams(fields).toString();
}

/** Why a request is refused, as the `code` of the response. @see docs/protocol.md, "Refusals" */
export const REFUSAL_CODES = [
  'session_missing',
  'session_expired',
  'session_invalid',
  'session_revoked',
  'host_proof_required',
  'proof_invalid',
  'proof_nonce_required',
  'host_token_expired',
  'host_token_invalid',
  'recovery_refused',
  'ticket_invalid',
  'request_malformed',
  'request_too_large',
  'media_type_unsupported',
  'method_not_allowed',
  'permission_missing',
  'too_many_requests',
  'unavailable',
] as const;

/** A stable code: clients switch on it. */
export type RefusalCode = (typeof REFUSAL_CODES)[number];
