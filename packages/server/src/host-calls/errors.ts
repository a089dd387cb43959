import { AuthbeatError } from '@authbeat/core';

/** Why a call to a host failed. */
export type HostCallErrorCode =
  | 'host_tenant_unknown'
  | 'host_token_missing'
  | 'host_target_refused'
  | 'host_redirect_refused'
  | 'host_unreachable'
  | 'host_timeout'
  | 'host_refused'
  | 'host_user_refused'
  | 'host_response_invalid';

/** What is known about a failed call. Never a token, a secret or a query. */
export interface HostCallErrorData {
  readonly method?: string;
  /** Without the query. */
  readonly path?: string;
  /** The status of the host's response. */
  readonly status?: number;
  /** What the host says in the body of its response: at most five messages, each shortened. */
  readonly messages?: readonly string[];
  /** The code of a network error, such as `ECONNREFUSED`. */
  readonly networkCode?: string;
}

const SENTENCES: Readonly<Record<HostCallErrorCode, string>> = {
  host_tenant_unknown: 'The tenant has not installed the app.',
  host_token_missing:
    'No tenant of Connect signs the call, and no token of Forge is kept for it that has not expired. Forge sends one with a scheduled trigger.',
  host_target_refused:
    'The path is not below the base URL of the tenant. Pass a path that begins with one slash, with its parameters encoded.',
  host_redirect_refused: 'The host redirects to a place where this request must not go.',
  host_unreachable: 'The host cannot be reached.',
  host_timeout: 'The host did not respond in time.',
  host_refused: 'The host refused the request.',
  host_user_refused: 'The authorization server issued no access token for the account.',
  host_response_invalid: 'The response of the host does not have the documented form.',
};

/** A call to a host failed. `data.messages` has what the host said. */
export class HostCallError extends AuthbeatError<HostCallErrorCode> {
  readonly data: HostCallErrorData;

  constructor(code: HostCallErrorCode, data: HostCallErrorData = {}) {
    const { method, path, status, messages = [], networkCode } = data;
    const details = [
      [method, path].filter((part) => part !== undefined).join(' '),
      status === undefined ? '' : `status ${status}`,
      networkCode ?? '',
      ...messages,
    ].filter((detail) => detail !== '');
    super(code, details.length === 0 ? SENTENCES[code] : `${SENTENCES[code]} (${details.join('; ')})`);
    this.data = data;
  }
}
