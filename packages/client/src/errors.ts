/** What went wrong in the browser. The codes are stable. */
export type ClientErrorCode =
  | 'options_invalid'
  | 'closed'
  | 'offline'
  | 'host_missing'
  | 'host_silent'
  | 'host_refused'
  | 'token_missing'
  | 'unavailable'
  | 'refused'
  | 'signedout'
  | 'session_refused'
  | 'cookies_blocked'
  | 'body_consumed';

/** What is known about a failure: never a token, and never a URL with a query. */
export interface ClientErrorData {
  /** What a source threw, or the browser's `fetch`. Also the error's own `cause`. */
  readonly cause?: unknown;
  /** The HTTP status of the response. */
  readonly status?: number;
  /** The `code` of the server's refusal, as docs/protocol.md lists them. */
  readonly refusal?: string;
  /** Seconds until the next attempt, as the server asks for in `Retry-After`. 0 if it does not say. */
  readonly retryAfter?: number;
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
  declare readonly code: ClientErrorCode;
  declare readonly data: ClientErrorData;

  constructor(code: ClientErrorCode, data: ClientErrorData = {}) {
    super(`authbeat: ${code}`, data);
    this.code = code;
    this.data = data;
  }
}

/** After these two the client waits for `retry()`. */
export const isFinal = ({ code }: ClientError): boolean => code === 'refused' || code === 'signedout';
