import { EXCHANGE_TOKEN_TYPES } from './token-types.ts';

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
