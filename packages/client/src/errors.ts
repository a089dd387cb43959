/** What went wrong in the browser. Stable: code may switch on it. */
export type ClientErrorCode =
  | 'options_invalid'
  | 'no_document'
  | 'disposed'
  | 'offline'
  | 'host_missing'
  | 'host_silent'
  | 'host_refused'
  | 'token_missing'
  | 'unreachable'
  | 'answer_malformed'
  | 'timeout'
  | 'refused'
  | 'signed_out'
  | 'session_refused'
  | 'body_not_replayable'
  | 'ticket_refused';

/** What is known about a failure. Never a token, and never a URL with a query. */
export interface ClientErrorData {
  /** The HTTP status of the answer. */
  readonly status?: number;
  /** The `code` of the server's refusal, as docs/protocol.md lists them. */
  readonly refusal?: string;
  /** Milliseconds to leave the server alone, from its `Retry-After`. */
  readonly retryAfter?: number;
  /** What is wrong with the options, one sentence per mistake. */
  readonly problems?: readonly string[];
}

/**
 * Every error of this package. `code` is stable; the message is the code alone, because sentences cost bytes
 * in every visitor's browser: a development build prints them to the console, and docs/client/errors.md has them.
 *
 * @example
 * ```ts
 * import { ClientError, createClient } from '@authbeat/client';
 *
 * const client = createClient();
 * try {
 *   await client.getToken();
 * } catch (error) {
 *   if (error instanceof ClientError && error.code === 'host_refused') client.retry();
 * }
 * ```
 */
export class ClientError extends Error {
  readonly code: ClientErrorCode;
  readonly data: ClientErrorData;

  constructor(code: ClientErrorCode, data: ClientErrorData = {}, options?: ErrorOptions) {
    super(`authbeat: ${code}`, options);
    this.name = 'ClientError';
    this.code = code;
    this.data = data;
  }
}

/** Nothing but the host's word, asked for by a person, ends these two. */
export const isFinal = (error: ClientError): boolean =>
  error.code === 'refused' || error.code === 'signed_out';
